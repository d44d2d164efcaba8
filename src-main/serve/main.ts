import type { App } from '../app/create-app.ts'
import { machineLog } from '../hosting/machine-log.ts'
import { dataFolder, projectsFolder } from '../hosting/paths.ts'
import { catchUnexpected } from '../hosting/unexpected.ts'
import { fromPlainError } from '../shared/errors.ts'
import { serveApp } from './app.ts'
import { openBrowser } from './open-browser.ts'
import { startServer } from './server.ts'

export interface ServeOptions {
  port?: number
  /** Show the page in the system's browser. */
  open?: boolean
  /** A project file to begin with. */
  project?: string
}

/** Runs the loopback host until SIGINT or SIGTERM. Prints one line: where the app is. */
export async function serve(options: ServeOptions = {}): Promise<void> {
  const { app, installed } = serveApp()
  catchUnexpected({
    log: machineLog(dataFolder()),
    tell(sentence) {
      console.error(sentence)
      app.tell(sentence)
    },
  })
  try {
    if (options.project) await openProject(app, options.project)
    let opened = { end: () => {} }
    const server = await startServer({
      app,
      port: options.port,
      rendererFolder: installed.renderer,
      onRedeemed: () => opened.end(),
    })
    console.log(`Anomaly Studio is at ${server.url}`)
    if (options.open) opened = await openBrowser(server.url, projectsFolder())
    await untilStopped(app)
    opened.end()
    await server.close()
  } finally {
    await app.close()
  }
}

async function openProject(app: App, path: string): Promise<void> {
  const answer = await app.call('project.open', { file: app.admit(path).token })
  if (!answer.ok) throw fromPlainError(answer.error)
}

/** The first Ctrl+C names the jobs that would be lost; the second one, or SIGTERM, stops. */
function untilStopped(app: App): Promise<void> {
  return new Promise((resolve) => {
    let warned = false
    process.on('SIGINT', () => {
      const busy = app.busy()
      if (busy.length === 0 || warned) return resolve()
      warned = true
      console.error(`Still running: ${busy.join(', ')}. Press Ctrl+C again to stop.`)
    })
    process.on('SIGTERM', resolve)
    process.on('SIGHUP', resolve)
  })
}
