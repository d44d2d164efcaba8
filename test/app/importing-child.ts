import { basename, join } from 'node:path'
import { RealApp } from './real-app.ts'

/** Imports a file and, once rows are being written, takes its whole process group down, as a power cut would. Arguments: the file. */
const studio = new RealApp()
await studio.call('project.create', { file: null, name: 'Cut off' })
const { token: file } = studio.app.admit(process.argv[2])
const { recipe } = await studio.call('import.preview', { file, changed: null })
console.log(join(studio.folder, 'projects', 'Cut off.anomaly'))
studio.app.on((name, payload) => {
  // Here and at once: whoever reads of it in another process may come after the last row.
  if (name === 'jobs.changed' && (payload as { done: number }[]).some(({ done }) => done > 20_000))
    process.kill(-process.pid, 'SIGKILL')
})
await studio.call('import.start', { file, name: basename(process.argv[2]), recipe })
