import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'
import { startEnginesBy } from '../app/engine-start.ts'
import { installation } from '../hosting/installation.ts'
import { dataFolder } from '../hosting/paths.ts'
import { toPlainError } from '../shared/errors.ts'
import { forkUtilityEngine } from './utility-engine.ts'

/** Chromium's own, which a package for Linux may put in front. */
const isSwitch = (text: string) => /^--(no-sandbox|ozone-platform|disable-gpu)\b/.test(text)

/**
 * The arguments of a command, where the program was started with one: `anomaly-studio detect pump.csv`. A file is none, so that
 * a project or data open a window. own — how many arguments are the program itself: 1, and 2 in a checkout.
 */
export function commandIn(argv: readonly string[], own: number): string[] | null {
  const args = argv.slice(own)
  const rest = args.slice(args.findIndex((text) => !isSwitch(text)))
  const isCommand = /^[a-z]+(-[a-z]+)*$/.test(rest[0] ?? '') || ['-h', '--help', '-V', '--version'].includes(rest[0])
  return isCommand ? rest : null
}

/** Runs the command line in this process, without a window, and ends it with the command's exit code. */
export async function runCommand(args: readonly string[], own: number): Promise<void> {
  app.setPath('userData', join(dataFolder(), 'electron'))
  app.disableHardwareAcceleration()
  await app.whenReady()
  startEnginesBy(forkUtilityEngine)
  process.argv = [...process.argv.slice(0, own), ...args]
  try {
    await import(pathToFileURL(join(installation().root, 'dist', 'cli.js')).href)
  } catch (error) {
    console.error(toPlainError(error).message)
    process.exitCode = 1
  }
  await Promise.all([written(process.stdout), written(process.stderr)])
  app.exit(Number(process.exitCode ?? 0))
}

/** A pipe takes what was written before the process ends only where it is waited for. */
const written = (stream: NodeJS.WriteStream) => new Promise((done) => stream.write('', done))
