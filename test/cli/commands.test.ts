import { spawn } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { detectors } from '../../src-main/analysis/detectors/index.ts'
import { thresholds } from '../../src-main/analysis/thresholds/index.ts'
import { importEndings } from '../../src-main/shared/importing/importable.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = { ANOMALY_STUDIO_DATA: join(folder, 'data'), ANOMALY_STUDIO_PROJECTS: join(folder, 'projects') }

describe('detectors', () => {
  test('lists every detector and threshold rule with its parameters', async () => {
    const { code, stdout } = await runCli(['detectors', '--json'])
    expect(code).toBe(0)
    const listed = JSON.parse(stdout)
    expect(listed.detectors.map((detector: { id: string }) => detector.id)).toEqual(
      detectors.map((detector) => detector.id),
    )
    expect(listed.thresholds.map((rule: { id: string }) => rule.id)).toEqual(thresholds.map((rule) => rule.id))
    for (const detector of listed.detectors)
      expect(detector).toMatchObject({
        name: expect.any(String),
        family: expect.any(String),
        learns: expect.any(String),
        params: expect.any(Object),
      })
  })

  test('says the same in words', async () => {
    const { stdout } = await runCli(['detectors'])
    for (const { id } of detectors) expect(stdout).toContain(id)
  })
})

test('formats lists what can be imported, and writes examples that can be', async () => {
  const { stdout } = await runCli(['formats', '--json'])
  const listed = JSON.parse(stdout) as { id: string; extensions: string[] }[]
  expect(listed.flatMap(({ extensions }) => extensions)).toEqual(expect.arrayContaining([...importEndings]))
  const into = join(folder, 'examples')
  const written = await runCli(['formats', '--examples', into])
  expect([written.code, written.stdout]).toEqual([0, expect.stringContaining('Apache Parquet\n  .parquet .pq')])
  for (const name of readdirSync(into)) {
    const { stdout: seen } = await runCli(['import', join(into, name), '--preview', '--json'])
    expect(JSON.parse(seen)).toMatchObject({ rows: 24, channels: [{ name: 'flow' }, { name: 'pressure' }] })
  }
  expect(await runCli(['formats', '--examples', into])).toMatchObject({ code: 2 })
})

describe('import', () => {
  test('makes a project, imports files into it, and adds to it the next time', async () => {
    const rows = Array.from(
      { length: 100 },
      (_, i) =>
        `2024-01-01T00:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}Z,${i},${i > 90 ? 1 : 0}`,
    )
    writeFileSync(join(folder, 'pump.csv'), `time,flow,anomaly\n${rows.join('\n')}\n`)
    const project = join(folder, 'plant.anomaly')
    const first = await runCli(['import', join(folder, 'pump.csv'), '--project', project], home)
    expect([first.stderr, first.code]).toEqual(['', 0])
    expect(first.stdout).toBe('pump.csv: 100 rows, 1 channel, 1 label\n')
    const again = await runCli(
      ['import', join(folder, 'pump.csv'), join(folder, 'pump.csv'), '--project', project],
      home,
    )
    expect([again.stderr, again.code]).toEqual(['', 0])
    expect(again.stdout.trim().split('\n').length).toBe(2)
    expect(existsSync(`${project}-wal`)).toBe(false)
  })

  test('looks only, as one JSON object, and stores nothing', async () => {
    const path = join(folder, 'look.csv')
    writeFileSync(path, 'time,flow_m3h,place\n2024-01-01 00:00,1,a\n2024-01-01 00:01,x,b\n2024-01-01 00:02,3,c\n')
    const { stdout, stderr, code } = await runCli(['import', '--preview', '--json', '--at', '1', path], home)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 3,
      time: 'absolute',
      first: '2024-01-01T00:00:00.000',
      last: '2024-01-01T00:02:00.000',
      zone: null,
      channels: [{ name: 'flow', unit: 'm³/h', missing: 1, first: 1, last: 3 }],
      label: null,
      at: { 1: { time: '2024-01-01T00:01:00.000', values: { flow: null } } },
    })
    expect(stderr).toContain('look.csv: Column "flow" has 1 value that is not a number')
    expect(stderr).toContain('"place" holds text')
    const words = await runCli(['import', '--preview', path], home)
    expect(words.stdout).toContain('look.csv: 3 rows, 2024-01-01T00:00:00.000 to')
    expect(await runCli(['import', path], home)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--project'),
    })
  })

  test.each(['', ' ', '.anomaly', '/tmp/.anomaly'])('a project without a name, "%s", is refused', async (project) => {
    const { code, stderr } = await runCli(['import', 'package.json', '--project', project])
    expect([code, stderr]).toEqual([2, '--project needs the name of a file.\n'])
  })

  test('refuses what it cannot use with a sentence', async () => {
    const project = ['--project', join(folder, 'other.anomaly')]
    expect(await runCli(['import', join(folder, 'none.csv'), ...project], home)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^There is no file ".*none\.csv"\.\n$/),
    })
    writeFileSync(join(folder, 'text.anomaly'), 'This is no database, but it is long enough to be looked at as one.')
    writeFileSync(join(folder, 'empty.csv'), '')
    const notAProject = await runCli(
      ['import', join(folder, 'pump.csv'), '--project', join(folder, 'text.anomaly')],
      home,
    )
    expect([notAProject.code, notAProject.stderr]).toEqual([2, expect.stringMatching(/^.+\.\n$/)])
    const empty = await runCli(['import', join(folder, 'empty.csv'), ...project], home)
    expect([empty.code, empty.stderr]).toEqual([2, expect.stringMatching(/empty/i)])
  })
})

describe('serve', () => {
  test('prints where the app is, in one line, and ends cleanly when told to', async () => {
    const { url, stop } = await served(['--no-open'])
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{20,}$/)
    expect((await fetch(new URL('/', url))).status).toBe(401)
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303)
    const code = await stop()
    // Windows has no SIGTERM: there the process is simply ended.
    if (process.platform !== 'win32') expect(code).toBe(0)
  })

  test('says when a port or a project cannot be used', async () => {
    expect(await runCli(['serve', '--no-open', '--port', '99999'], home)).toMatchObject({
      code: 2,
      stderr: 'A port is a whole number from 1 to 65535, not "99999".\n',
    })
    const missing = await runCli(['serve', '--no-open', join(folder, 'none.anomaly')], home)
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringMatching(/\.\n$/)])
  })
})

test('an unknown command is a mistake of the person, and help is not', async () => {
  expect(await runCli(['frobnicate'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("unknown command 'frobnicate'"),
  })
  expect(await runCli(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('detect') })
  expect(await runCli(['detect', '--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--train-until'),
  })
  expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

async function served(args: string[]): Promise<{ url: string; stop(): Promise<number | null> }> {
  const entry = resolve(import.meta.dirname, '..', '..', 'src-main', 'cli', 'main.ts')
  const child = spawn(process.execPath, [entry, 'serve', ...args], { env: { ...process.env, ...home } })
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const found = /^Anomaly Studio is at (\S+)\n$/.exec(text)
      if (found) resolve(found[1])
    })
    void ended.then((code) => reject(new Error(`It ended with code ${code}.`)))
  })
  return {
    url,
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}
