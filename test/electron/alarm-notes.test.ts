import type { BrowserWindow } from 'electron'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { RaisedAlarms } from '../../src-main/shared/watch/raised.ts'

const shown = vi.hoisted(() => [] as { options: { title: string; body: string }; click?: () => void }[])
vi.mock('electron', () => ({
  Notification: class {
    static isSupported = () => true
    #note: (typeof shown)[number]
    constructor(options: { title: string; body: string }) {
      this.#note = { options }
    }
    on(_: string, click: () => void) {
      this.#note.click = click
    }
    show() {
      shown.push(this.#note)
    }
  },
}))

const raised = (more = 0, severity: 'low' | 'high' = 'high'): RaisedAlarms => ({
  first: { dataset: 'pump-1', severity, text: 'motor temperature too high' },
  more,
  datasets: more > 0 ? ['pump-1', 'fan-1'] : ['pump-1'],
})

describe('notes of new alarms', async () => {
  const { alarmNotes } = await import('../../src-main/electron/alarm-notes.ts')
  let focused = false
  let at = 0
  const ran: string[] = []
  const window = {
    isDestroyed: () => false,
    isFocused: () => focused,
    isMinimized: () => false,
    focus: () => void (focused = true),
  } as unknown as BrowserWindow
  let notes: ReturnType<typeof alarmNotes>
  beforeEach(() => {
    shown.length = 0
    ran.length = 0
    focused = false
    at = 0
    notes = alarmNotes(
      window,
      (command) => ran.push(command),
      () => at,
    )
  })

  test('say what and where, and show the alarms when they are clicked', () => {
    notes.raised(raised())
    expect(shown[0].options).toEqual({ title: 'Severe alarm: pump-1', body: 'motor temperature too high' })
    shown[0].click!()
    expect([focused, ran]).toEqual([true, ['alarms.show']])
  })

  test('are none while the window is in front', () => {
    focused = true
    notes.raised(raised())
    expect(shown).toEqual([])
  })

  test('come once a minute and six times an hour at most, and the next one counts those that were held back', () => {
    notes.raised(raised())
    at = 30_000
    notes.raised(raised(9_999))
    expect(shown).toHaveLength(1)
    at = 61_000
    notes.raised(raised(1, 'low'))
    expect(shown[1].options).toEqual({
      title: 'Alarm: pump-1',
      body: 'motor temperature too high, and 10,001 more on pump-1, fan-1',
    })
    for (let i = 2; i < 60; i++) {
      at = i * 61_000
      notes.raised(raised())
    }
    expect(shown.length).toBeLessThanOrEqual(6)
    at = 61 * 61_000
    notes.raised(raised())
    expect(shown).toHaveLength(7)
  })
})
