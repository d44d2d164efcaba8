import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import type { App } from '../app/create-app.ts'
import type { CallInput, CallName, CallResult } from '../shared/contract.ts'
import { badInput, fromPlainError } from '../shared/errors.ts'
import type { JobState } from '../shared/project.ts'

/** The same app as behind a window, with nobody to ask. Loaded when a command needs it: most do not. */
export async function quietApp(): Promise<App> {
  const { serveApp } = await import('../serve/app.ts')
  return serveApp().app
}

/** One call, its error thrown as it was in the app. */
export async function ask<N extends CallName>(app: App, name: N, args: CallInput<N>): Promise<CallResult<N>> {
  const answer = await app.call(name, args)
  if (!answer.ok) throw fromPlainError(answer.error)
  return answer.value as CallResult<N>
}

/** The path of a project file that is there, its ending left out or not. Throws bad-input. */
export function projectPath(name: string): string {
  const path = extname(name) === '.anomaly' ? name : `${name}.anomaly`
  if (!existsSync(path)) throw badInput(`There is no project file "${path}".`)
  return path
}

/** Waits until a job has ended, however it ended. */
export function jobEnd(app: App, job: number, watch?: (state: JobState) => void): Promise<JobState> {
  return new Promise((resolve, reject) => {
    const look = (list: JobState[]) => {
      const found = list.find((state) => state.id === job)
      if (!found) return
      watch?.(found)
      if (found.ended === null) return
      stop()
      resolve(found)
    }
    const stop = app.on((name, payload) => {
      if (name === 'jobs.changed') look(payload as JobState[])
    })
    // It may have ended before anyone listened.
    ask(app, 'jobs.list', {}).then(look, reject)
  })
}
