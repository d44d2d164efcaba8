import { Notification, type BrowserWindow } from 'electron'
import type { RaisedAlarms } from '../shared/watch/raised.ts'

/** Nobody reads more notes than these: what comes besides is summed up in the next one. */
const leastApartMs = 60_000
const mostPerHour = 6
const hour = 3_600_000

/**
 * Notes of the system for new alarms while the window is not in front: one for all of a look, a few an hour. run — has the page do one of
 * its commands, to show them.
 */
export function alarmNotes(
  window: BrowserWindow,
  run: (command: string) => void,
  now: () => number = Date.now,
): { raised(alarms: RaisedAlarms): void } {
  let shown: number[] = []
  /** Alarms that no note told of. */
  let held = 0
  return {
    raised({ first, more, datasets }) {
      if (window.isDestroyed() || window.isFocused() || !Notification.isSupported()) {
        held = 0
        return
      }
      const at = now()
      shown = shown.filter((time) => time > at - hour)
      if (shown.length >= mostPerHour || at - (shown.at(-1) ?? -Infinity) < leastApartMs) {
        held += 1 + more
        return
      }
      shown.push(at)
      const others = more + held
      held = 0
      const note = new Notification({
        title: `${first.severity === 'high' ? 'Severe alarm' : 'Alarm'}: ${first.dataset}`,
        body: [
          first.text,
          others > 0
            ? `and ${others.toLocaleString('en')} more${datasets.length > 1 ? ` on ${datasets.slice(0, 3).join(', ')}` : ''}`
            : '',
        ]
          .filter(Boolean)
          .join(', '),
      })
      note.on('click', () => {
        if (window.isDestroyed()) return
        if (window.isMinimized()) window.restore()
        window.focus()
        run('alarms.show')
      })
      note.show()
    },
  }
}
