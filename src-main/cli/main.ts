import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { ownFolder } from '../files/own-folder.ts'
import { machineLog } from '../hosting/machine-log.ts'
import { dataFolder } from '../hosting/paths.ts'
import { catchUnexpected } from '../hosting/unexpected.ts'
import { runLine } from './run-line.ts'

const log = machineLog(dataFolder())

// A command ends with what it did not expect; `serve` goes on and says so itself.
catchUnexpected({
  log,
  tell(sentence) {
    console.error(sentence)
    process.exit(1)
  },
})

// Commands load their part of the engine when they run; the second time from the cache, in half the time.
// Code lies in it: nobody else may write there.
const compiled = ownFolder(join(dataFolder(), 'compiled'))
if (compiled) enableCompileCache(compiled)

// `anomaly-studio detectors | head` is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const code = await runLine(process.argv.slice(2), log)
if (code !== 0) process.exitCode = code
