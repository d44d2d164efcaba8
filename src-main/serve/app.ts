import { createApp, type App } from '../app/create-app.ts'
import { engineStart } from '../app/engine-start.ts'
import { installation, type Installation } from '../hosting/installation.ts'
import { machineLog, readMachineLog } from '../hosting/machine-log.ts'
import { authorName, dataFolder, projectsFolder, standardPlaces } from '../hosting/paths.ts'
import { forkEngine } from './fork-engine.ts'

/** The app without a window of its own: for the loopback server, and for commands, which have nobody to ask. */
export function serveApp(): { app: App; installed: Installation } {
  const installed = installation()
  const app = createApp({
    kind: 'serve',
    version: installed.version,
    dataFolder: dataFolder(),
    projectsFolder: projectsFolder(),
    places: standardPlaces,
    author: authorName(),
    readLicences: installed.licences,
    startEngine: () => engineStart(forkEngine)(installed.engine),
    log: machineLog(dataFolder()),
    readLog: () => readMachineLog(dataFolder()),
  })
  return { app, installed }
}
