import { Command, CommanderError } from 'commander'
import { installation } from '../hosting/installation.ts'
import { logFile, type machineLog } from '../hosting/machine-log.ts'
import { dataFolder } from '../hosting/paths.ts'
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

/**
 * Runs one line, as its command prints it; what is wrong with it is told on standard error. args — without the program's name.
 * Answers the exit code; 0 where the command ended by itself, which may have set process.exitCode.
 */
export async function runLine(args: readonly string[], log: ReturnType<typeof machineLog>): Promise<number> {
  const program = new Command('anomaly-studio')
    .description('Find, label and explain anomalies in sensor data, offline.')
    .version(installation().version)
    .exitOverride()
    .showHelpAfterError('Run it with --help to see what it can do.')
  for (const add of commands) add(program)
  // Subcommands are made before they could inherit it.
  for (const command of program.commands)
    command.exitOverride().showHelpAfterError(`Run "anomaly-studio help ${command.name()}" to see what it takes.`)
  try {
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return error instanceof CommanderError ? usageCode(error) : tell(error, log)
  }
}

/** Commander has already written what is wrong with the options. */
function usageCode(error: CommanderError): number {
  return error.exitCode === 0 ? 0 : 2
}

function tell(error: unknown, log: ReturnType<typeof machineLog>): number {
  const plain = toPlainError(error)
  console.error(withNumber(plain))
  // A stack is of use to whoever mends it: it goes into the log.
  if (plain.code === 'internal' && plain.detail) {
    log([plain.message, plain.detail].join('\n'))
    console.error(`What happened is in ${logFile(dataFolder())}.`)
  }
  return exitCodes[plain.code] ?? 2
}
