import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { commands } from '../../src-main/cli/commands.ts'
import { temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const entry = resolve(import.meta.dirname, '../../src-main/cli/main.ts')
writeFileSync(join(folder, 'good.csv'), `time,a\n${Array.from({ length: 60 }, (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')},${i}\n`).join('')}`) // prettier-ignore
writeFileSync(
  join(folder, 'bytes.csv'),
  Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256),
)
writeFileSync(join(folder, 'text.anomaly'), 'This is no project.')
writeFileSync(join(folder, 'empty.csv'), '')
mkdirSync(join(folder, 'folder.csv'))

const program = new Command()
for (const add of commands) add(program)

/** What only libraries and code say. */
const foreign =
  /SQLITE|sqlite|DuckDB|\bzod\b|(Type|Range|Syntax|Reference)Error|\bE[A-Z]{4,}\b|tensor should|\bundefined\b|\bNaN\b|not a function|Cannot read prop|Unexpected (end|token)|Invalid input|expected (string|number)|went wrong inside|\n\s+at /

/** Odd values for an option, and odd files. */
const oddValues = [
  '__proto__',
  'constructor=1',
  'a=b=c',
  'x'.repeat(5000),
  join('no', 'such', 'file'),
  '-',
  '1e999',
  '💥',
  '',
]
const oddFiles = ['no-such-file.csv', 'bytes.csv', 'empty.csv', 'folder.csv', 'text.anomaly', 'x'.repeat(300), '']

function run(args: string[]): Promise<{ args: string[]; code: number | string; stderr: string }> {
  const env = { ...process.env, ANOMALY_STUDIO_DATA: join(folder, 'data'), ANOMALY_STUDIO_PROJECTS: join(folder, 'projects') } // prettier-ignore
  return new Promise((done) =>
    execFile(
      process.execPath,
      [entry, ...args],
      { cwd: folder, env, timeout: 60_000, killSignal: 'SIGKILL' },
      (error, _, stderr) => done({ args, code: error ? (error.code ?? String(error.signal)) : 0, stderr }),
    ),
  )
}

/** Some lines of arguments for a command: too few, unknown, an odd value for each option, odd files for all arguments. */
function badLines(command: Command): string[][] {
  const name = command.name()
  const needed = command.registeredArguments.some(({ required }) => required) ? ['good.csv'] : []
  const valued = command.options.filter(({ required }) => required)
  return [
    [name, '--no-such-option'],
    ...(needed.length > 0 ? [[name]] : []),
    ...(command.registeredArguments.length > 0
      ? oddFiles.map((file) => [name, file])
      : [[name, 'more', 'than', 'it takes']]),
    ...valued.map(({ long }, i) => [name, ...needed, `${long}=${oddValues[i % oddValues.length]}`]),
  ]
}

describe.each(
  program.commands.filter((command) => command.name() !== 'serve').map((command) => [command.name(), command] as const),
)('%s with bad arguments', (_, command) => {
  test('is refused in words of our own', async () => {
    const left = badLines(command)
    const wrong: unknown[] = []
    const work = async () => {
      for (let args = left.pop(); args; args = left.pop()) {
        const ran = await run(args)
        if (foreign.test(ran.stderr) || (ran.code !== 0 && ran.code !== 2) || (ran.code === 2 && ran.stderr === ''))
          wrong.push(ran)
      }
    }
    await Promise.all([work(), work()])
    expect(wrong).toEqual([])
  })
})

test.each([
  [['--port', 'x']],
  [['--port=-1']],
  [['--port=99999']],
  [['--no-such-option']],
  [['no-such.anomaly']],
  [['text.anomaly']],
])('serve %s is refused in words of our own', async (args) => {
  const { code, stderr } = await run(['serve', '--no-open', ...args])
  expect([code, stderr]).toEqual([2, expect.not.stringMatching(foreign)])
})
