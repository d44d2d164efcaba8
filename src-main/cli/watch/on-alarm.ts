import { spawn } from 'node:child_process'
import { accessSync, appendFileSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { badInput } from '../../shared/errors.ts'
import type { AlarmObject } from './print.ts'

/** Another system that is told of alarms. tell — answers the ids of those that it was told of, or that were left out for the rate; after `stop` it begins no further one. */
export interface AlarmOutput {
  tell(alarms: AlarmObject[], say: (sentence: string) => void, stop?: AbortSignal): Promise<number[]>
}

const hour = 3_600_000
const usualPatienceMs = 30_000

/**
 * A file that gets a JSON line per alarm, or a program that is run once per alarm with that line as its input: no shell reads any of it.
 * What begins with the name of a program that is there is one. most — so many in an hour; the others are listed in the project only.
 * patienceMs — a program that takes longer is ended.
 */
export function alarmOutput(given: string, most: number, patienceMs = usualPatienceMs): AlarmOutput {
  const words = given.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, '$2')) ?? []
  if (words.length === 0) throw badInput('--on-alarm takes the name of a file or a program.')
  const program = existsSync(given) && !isProgram(given) ? null : programOf(words[0])
  const sent: number[] = []
  let isFlood = false
  return {
    async tell(alarms, say, stop) {
      const told: number[] = []
      for (const alarm of alarms) {
        if (stop?.aborted) break
        const now = Date.now()
        while (sent.length > 0 && sent[0] < now - hour) sent.shift()
        if (sent.length >= most) {
          if (!isFlood)
            say(
              `More than ${most} alarms in an hour: the others are listed in the project and not handed on. Look at its board before you set --most-per-hour higher.`,
            )
          isFlood = true
          told.push(alarm.alarm)
          continue
        }
        isFlood = false
        const line = `${JSON.stringify(alarm)}\n`
        const trouble = program
          ? await run(program, words.slice(1), line, patienceMs)
          : append(given, alarm.alarm, line)
        if (trouble !== null) {
          say(`Alarm ${alarm.alarm} could not be handed to "${given}": ${trouble} It is tried again.`)
          break
        }
        sent.push(now)
        told.push(alarm.alarm)
      }
      return told
    },
  }
}

/** Where the watch was killed between writing a line and noting it, the line is there already, or a part of it. */
function append(path: string, alarm: number, line: string): string | null {
  try {
    const end = endOf(path)
    const last = end.slice(end.lastIndexOf('\n', end.length - 2) + 1)
    const start = `{"alarm":${alarm},`
    if (
      end
        .split('\n')
        .slice(0, -1)
        .some((one) => one.startsWith(start))
    )
      return null
    const isPart = last !== '' && !last.endsWith('\n') && line.startsWith(last)
    appendFileSync(path, isPart ? line.slice(last.length) : end !== '' && !end.endsWith('\n') ? `\n${line}` : line)
    return null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOSPC' ? 'the disk is full.' : 'it cannot be written.'
  }
}

/** The last 256 kB of a file: more than a kill can leave unnoted. */
function endOf(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0) return ''
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(Math.min(size, 1 << 18))
    readSync(file, buffer, 0, buffer.length, size - buffer.length)
    return buffer.toString('utf8')
  } finally {
    closeSync(file)
  }
}

function run(program: string, words: string[], line: string, patienceMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    // SIGKILL, because one that hangs may not listen to anything else.
    const child = spawn(program, words, {
      stdio: ['pipe', 'ignore', 'ignore'],
      timeout: patienceMs,
      killSignal: 'SIGKILL',
    })
    child.on('error', () => resolve('it cannot be started.'))
    child.on('exit', (code) =>
      resolve(
        code === 0 ? null : code === null ? `it did not end in ${patienceMs / 1000} s.` : `it ended with code ${code}.`,
      ),
    )
    child.stdin.on('error', () => undefined)
    child.stdin.end(line)
  })
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile() && (process.platform !== 'win32' || /\.(exe|com)$/i.test(path))
  } catch {
    return false
  }
}

function programOf(word: string): string | null {
  if (/[\\/]/.test(word)) return isProgram(word) ? word : null
  const endings = process.platform === 'win32' ? ['', '.exe', '.com'] : ['']
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const ending of endings)
      if (folder !== '' && isProgram(join(folder, word + ending))) return join(folder, word + ending)
  return null
}
