import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { ownFolder } from '../files/own-folder.ts'
import { installation } from '../hosting/installation.ts'
import { logFile, machineLog } from '../hosting/machine-log.ts'
import { dataFolder } from '../hosting/paths.ts'
import { catchUnexpected } from '../hosting/unexpected.ts'
import { withNumber } from '../shared/error-help.ts'
import { toPlainError, type ErrorCode } from '../shared/errors.ts'
import { commands } from './commands.ts'

/** 2: the person can mend it. 1: we have to, or the machine. 130: stopped from outside, as shells count it. */
const exitCodes: Partial<Record<ErrorCode, number>> = {
  internal: 1,
  'engine-crashed': 1,
  'disk-full': 1,
  cancelled: 130,
}

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

const program = new Command('anomaly-studio')
  .description('Find, label and explain anomalies in sensor data, offline.')
  .version(installation().version)
  .exitOverride()
  .showHelpAfterError('Run it with --help to see what it can do.')
for (const add of commands) add(program)
// Subcommands are made before they could inherit it.
for (const command of program.commands)
  command.exitOverride().showHelpAfterError(`Run "anomaly-studio help ${command.name()}" to see what it takes.`)

// `anomaly-studio detectors | head` is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = error instanceof CommanderError ? usageCode(error) : tell(error)
}

/** Commander has already written what is wrong with the options. */
function usageCode(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2
}

function tell(error: unknown): number {
  const plain = toPlainError(error)
  console.error(withNumber(plain))
  // A stack is of use to whoever mends it: it goes into the log.
  if (plain.code === 'internal' && plain.detail) {
    log([plain.message, plain.detail].join('\n'))
    console.error(`What happened is in ${logFile(dataFolder())}.`)
  }
  return exitCodes[plain.code] ?? 2
}
