import { Notification, powerSaveBlocker, type BrowserWindow } from 'electron'
import type { JobState } from '../shared/project.ts'

/** A person who waits for less has not gone away. */
const longMs = 30_000

/**
 * What the system shows of jobs: how far they are in the taskbar, a note when a long one has ended and the window is not in
 * front, and no sleep while one runs. Returns what hears of them.
 */
export function watchJobs(window: BrowserWindow): { jobs(jobs: readonly JobState[]): void; end(): void } {
  let awake: number | null = null
  let running = new Set<number>()
  const sleepAgain = () => {
    if (awake !== null) powerSaveBlocker.stop(awake)
    awake = null
  }
  return {
    jobs(jobs) {
      if (window.isDestroyed()) return
      const now = jobs.filter(({ status }) => status === 'running')
      if (now.length > 0) awake ??= powerSaveBlocker.start('prevent-app-suspension')
      else sleepAgain()
      const [first] = now
      // 2 is Electron's "it goes on, nobody knows how far"; -1 takes the bar away.
      window.setProgressBar(!first ? -1 : first.total > 0 ? Math.min(1, first.done / first.total) : 2)
      for (const job of jobs)
        if (running.has(job.id) && job.status !== 'running' && isWorthANote(job) && !window.isFocused())
          note(window, job)
      running = new Set(now.map(({ id }) => id))
    },
    end: sleepAgain,
  }
}

const isWorthANote = ({ status, started, ended }: JobState) =>
  (status === 'done' || status === 'failed') && ended !== null && ended - started > longMs

function note(window: BrowserWindow, job: JobState): void {
  if (!Notification.isSupported()) return
  const shown = new Notification({
    title: job.status === 'done' ? `Done: ${job.title}` : `Failed: ${job.title}`,
    body: job.message ?? 'Anomaly Studio',
  })
  shown.on('click', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  shown.show()
}
