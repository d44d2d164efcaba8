import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import type { CallInput, CallName, CallResult } from '../../src-main/shared/contract.ts'
import { fromPlainError } from '../../src-main/shared/errors.ts'
import type { JobState } from '../../src-main/shared/project.ts'
import { forkEngine } from '../../src-main/serve/fork-engine.ts'
import type { EngineProcess } from '../../src-main/engine/protocol.ts'

/** The whole app with a real engine process, as the hosts compose it; only windows and sockets are missing. */
export class RealApp {
  readonly folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-app-'))
  readonly app: App
  /** The engine processes started so far. */
  readonly engines: EngineProcess[] = []

  constructor() {
    this.app = createApp({
      kind: 'serve',
      version: '0',
      dataFolder: join(this.folder, 'data'),
      projectsFolder: join(this.folder, 'projects'),
      author: 'Ada',
      startEngine: () => {
        const engine = forkEngine(resolve(import.meta.dirname, '../../dist/engine.js'))
        this.engines.push(engine)
        return engine
      },
    })
  }

  async call<N extends CallName>(name: N, args: CallInput<N>): Promise<CallResult<N>> {
    const answer = await this.app.call(name, args)
    if (!answer.ok) throw fromPlainError(answer.error)
    return answer.value as CallResult<N>
  }

  /** Waits until a job has ended, however it ended. */
  async ended(job: number): Promise<JobState> {
    for (;;) {
      const state = (await this.call('jobs.list', {})).find((j) => j.id === job)!
      if (state.ended !== null) return state
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** Imports with every guess taken, as a newcomer would. */
  async imported(path: string, name = 'Data'): Promise<JobState> {
    const { token: file } = this.app.admit(path)
    const { recipe } = await this.call('import.preview', { file, changed: null })
    return this.ended((await this.call('import.start', { file, name, recipe })).job)
  }

  /** Trains on everything outside the labels, with the detector's own settings, and waits: the run. */
  async trained(
    wish: Pick<CallInput<'train.start'>, 'dataset' | 'detector' | 'labelSet'> & Partial<CallInput<'train.start'>>,
  ): Promise<number> {
    const asItIs = { params: {}, channels: [], ranges: [], excludeLabels: true, seed: 1, threshold: null }
    const { job, run } = await this.call('train.start', { ...asItIs, ...wish })
    const { message } = await this.ended(job)
    if (message !== null) throw new Error(message)
    return run
  }
}
