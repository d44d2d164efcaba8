import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../../../src-main/app/create-app.ts'
import type { Host } from '../../../src-main/app/host.ts'
import { closeProject, openProject } from '../../../src-main/db/file/open.ts'
import { quietJob, type Job } from '../../../src-main/analysis/job.ts'
import { candidates } from '../../../src-main/engine/jobs/labels/candidates.ts'
import { compareLabels } from '../../../src-main/engine/jobs/labels/compare-labels.ts'
import { labelFormats, lookAtLabelFile, readLabels } from '../../../src-main/engine/jobs/labels/labels.ts'
import { writeLabels } from '../../../src-main/engine/jobs/labels/write-labels.ts'
import type { EngineProcess, FromEngine, ToEngine } from '../../../src-main/engine/protocol.ts'
import type { CallInput, CallName, CallResult, EventName } from '../../../src-main/shared/contract.ts'
import { fromPlainError, toPlainError } from '../../../src-main/shared/errors.ts'
import { addDataset, seconds } from '../../db/project.ts'

/** The engine's own label functions, answering in this process instead of in another. */
function nearEngine(): EngineProcess {
  const calls: Record<string, (args: never, job: Job) => Promise<unknown>> = {
    labelFormats,
    lookAtLabels: lookAtLabelFile,
    readLabels,
    writeLabels,
    compareLabels,
    candidates,
  }
  const running = new Map<number, AbortController>()
  let say: (message: FromEngine) => void = () => {}
  return {
    send(message: ToEngine) {
      const { id } = message
      if (message.kind === 'cancel') return running.get(id)?.abort()
      const abort = new AbortController()
      running.set(id, abort)
      calls[message.name](
        message.args as never,
        quietJob({ signal: abort.signal, onLabels: (labels) => say({ kind: 'labels', id, labels }) }),
      ).then(
        (result) => say({ kind: 'done', id, result }),
        (error) => say({ kind: 'failed', id, error: toPlainError(error) }),
      )
    },
    onMessage: (listener) => void (say = listener),
    onExit: () => {},
    kill: () => {},
  }
}

/** The app as a host composes it, with a project open that holds two datasets: "pump", 10,000 seconds, two channels, and "fan", 100 seconds, one. */
export async function openStudio() {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-app-'))
  const path = join(folder, 'plant.anomaly')
  const made = openProject(path, { role: 'app', create: true })
  addDataset(made, seconds(10_000), [seconds(10_000).map((_, i) => Math.sin(i / 100)), seconds(10_000)], {
    name: 'pump',
  })
  addDataset(made, seconds(100), [seconds(100)], { name: 'fan' })
  closeProject(made)

  const host: Host = {
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, 'data'),
    projectsFolder: folder,
    author: 'ada',
    startEngine: nearEngine,
  }
  const app = createApp(host)
  const events: { name: EventName; payload: unknown }[] = []
  app.on((name, payload) => events.push({ name, payload }))

  /** The answer of a call; what a page would see as an error is thrown. */
  async function call<N extends CallName>(name: N, args: CallInput<N>): Promise<CallResult<N>> {
    const answer = await app.call(name, args)
    if (!answer.ok) throw fromPlainError(answer.error)
    return answer.value as CallResult<N>
  }
  const open = () => call('project.open', { file: app.admit(path).token })
  await open()
  return {
    app,
    call,
    folder,
    path,
    open,
    /** Events since the last time this was asked, names only. */
    heard: () => events.splice(0).map(({ name }) => name),
    async close() {
      await app.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
