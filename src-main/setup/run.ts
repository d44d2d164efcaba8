import { spawn } from 'node:child_process'

export interface Ran {
  /** null where the program was stopped or could not be started. */
  code: number | null
  /** Standard output and error as they came, the last 64 kB. */
  output: string
  timedOut: boolean
}

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  timeoutMs: number
  /** Called every second with the seconds that have passed. */
  onTick?: (seconds: number) => void
}

/** Runs a program to its end, at most `timeoutMs`. Never throws: a program that is not there ends with code null. */
export function run(program: string, args: string[], options: RunOptions): Promise<Ran> {
  return new Promise((resolve) => {
    const started = Date.now()
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let timedOut = false
    const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-65536))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const ticker = setInterval(() => options.onTick?.(Math.round((Date.now() - started) / 1000)), 1000)
    const limit = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, options.timeoutMs)
    const end = (code: number | null) => {
      clearInterval(ticker)
      clearTimeout(limit)
      resolve({ code, output, timedOut })
    }
    child.on('error', (error) => {
      output += String(error)
      end(null)
    })
    child.on('close', end)
  })
}

/** The last line that says something: the part of a program's output that belongs into a sentence. */
export function lastLine(output: string): string {
  const lines = output.split(/[\r\n]+/).filter((line) => line.trim())
  return (lines.at(-1) ?? 'no output').trim().slice(0, 200)
}
