import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { commands } from '../../src-main/cli/commands.ts'
import { runLine } from '../../src-main/cli/run-line.ts'
import { temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
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

/** Hundreds of lines, one after the other in this process: a process for each would be most of the time. */
async function run(args: string[]): Promise<{ args: string[]; code: number; stderr: string }> {
  const parts: unknown[] = []
  const silent = [vi.spyOn(process.stdout, 'write').mockReturnValue(true), vi.spyOn(console, 'log').mockReturnValue()]
  const written = vi.spyOn(process.stderr, 'write').mockImplementation((text) => parts.push(text) > 0)
  const said = vi.spyOn(console, 'error').mockImplementation((...words) => void parts.push(...words, '\n'))
  process.exitCode = 0
  try {
    const code = await runLine(args, () => undefined)
    return { args, code: code || Number(process.exitCode), stderr: parts.join('') }
  } finally {
    process.exitCode = 0
    for (const spy of [...silent, written, said]) spy.mockRestore()
  }
}

const before = process.cwd()
beforeAll(() => {
  vi.stubEnv('ANOMALY_STUDIO_DATA', join(folder, 'data'))
  vi.stubEnv('ANOMALY_STUDIO_PROJECTS', join(folder, 'projects'))
  process.chdir(folder)
})
afterAll(() => {
  process.chdir(before)
  vi.unstubAllEnvs()
})

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
    const wrong: unknown[] = []
    for (const args of badLines(command)) {
      const ran = await run(args)
      if (foreign.test(ran.stderr) || (ran.code !== 0 && ran.code !== 2) || (ran.code === 2 && ran.stderr === ''))
        wrong.push(ran)
    }
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
