import type { BrowserWindow } from 'electron'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { JobState } from '../../src-main/shared/project.ts'

/** What the system was asked for, in order. */
const asked = vi.hoisted(() => [] as unknown[])
vi.mock('electron', () => ({
  Notification: class {
    static isSupported = () => true
    constructor(options: unknown) {
      asked.push(options)
    }
    on() {}
    show() {}
  },
  powerSaveBlocker: {
    start: (kind: string) => (asked.push(kind), 7),
    stop: (id: number) => void asked.push(['stop', id]),
  },
}))

const job = (given: Partial<JobState>) =>
  ({ id: 1, title: 'Train PCA on pump', status: 'running', done: 0, total: 0, message: null, started: 0, ended: null, ...given }) as JobState // prettier-ignore

describe('what the system shows of jobs', async () => {
  const { watchJobs } = await import('../../src-main/electron/job-watch.ts')
  let focused = false
  const window = {
    isDestroyed: () => false,
    isFocused: () => focused,
    setProgressBar: (share: number) => asked.push(share),
  } as unknown as BrowserWindow
  let watch: ReturnType<typeof watchJobs>
  beforeEach(() => {
    asked.length = 0
    focused = false
    watch = watchJobs(window)
  })

  test('how far it is, in the taskbar, and no sleep until it has ended', () => {
    watch.jobs([job({})])
    watch.jobs([job({ done: 30, total: 120 })])
    watch.jobs([job({ status: 'done', ended: 1000 })])
    expect(asked).toEqual(['prevent-app-suspension', 2, 0.25, ['stop', 7], -1])
  })

  test('a note when a job of more than half a minute has ended while the window is not in front', () => {
    watch.jobs([job({})])
    watch.jobs([job({ status: 'failed', ended: 31_000, message: 'The disk is full.' })])
    expect(asked).toContainEqual({ title: 'Failed: Train PCA on pump', body: 'The disk is full.' })
  })

  test.each([
    ['one that was short', { status: 'done', ended: 29_000 }, false],
    ['one that the person stopped', { status: 'cancelled', ended: 90_000 }, false],
    ['one that ended before their eyes', { status: 'done', ended: 90_000 }, true],
  ] as const)('no note of %s', (_, end, inFront) => {
    watch.jobs([job({})])
    focused = inFront
    watch.jobs([job(end)])
    expect(asked.some((one) => typeof one === 'object' && !Array.isArray(one))).toBe(false)
  })

  test('the window may go to sleep again when it is closed meanwhile', () => {
    watch.jobs([job({})])
    watch.end()
    expect(asked.at(-1)).toEqual(['stop', 7])
  })
})
