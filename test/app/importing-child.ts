import { basename, join } from 'node:path'
import { RealApp } from './real-app.ts'

/** Imports a file and says how far it is; the test ends it in the middle. Arguments: the file. */
const studio = new RealApp()
await studio.call('project.create', { file: null, name: 'Cut off' })
const { token: file } = studio.app.admit(process.argv[2])
const { recipe } = await studio.call('import.preview', { file, changed: null })
studio.app.on((name, payload) => {
  if (name === 'jobs.changed') for (const job of payload as { phase: string; done: number }[]) console.log(`${job.phase} ${job.done}`)
})
await studio.call('import.start', { file, name: basename(process.argv[2]), recipe })
console.log(`project ${join(studio.folder, 'projects', 'Cut off.anomaly')}`)
