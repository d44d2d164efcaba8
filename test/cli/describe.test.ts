import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = { ANOMALY_STUDIO_DATA: join(folder, 'data'), ANOMALY_STUDIO_PROJECTS: join(folder, 'projects') }
const write = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const csv = (end: string, value = (i: number) => String(i % 50)) =>
  'time,flow [m3/h],level\n' +
  Array.from(
    { length: 200 },
    (_, i) =>
      `${new Date(Date.UTC(2024, 0, 1) + i * 1000).toISOString().slice(0, -1)}${end},${value(i)},${(i * 37) % 101}\n`,
  ).join('')

describe('describe', () => {
  test('a file as JSON: exactly these keys, times as the file gives them', async () => {
    const file = write(
      'a.csv',
      csv('', (i) => (i >= 20 && i < 25 ? '' : String(i % 50))),
    )
    const { code, stdout } = await runCli(['describe', file, '--json'], home)
    const object = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(Object.keys(object)).toEqual(['rows', 'first', 'last', 'stepMs', 'channels', 'findings'])
    expect(object).toMatchObject({
      rows: 200,
      first: '2024-01-01T00:00:00.000',
      last: '2024-01-01T00:03:19.000',
      stepMs: 1000,
      channels: [
        { name: 'flow', unit: 'm³/h', count: 195, missing: 5, min: 0, max: 49, grade: 'fair' },
        { name: 'level', unit: null, count: 200, missing: 0, min: 0, max: 100, grade: 'good', reasons: [] },
      ],
      findings: [
        {
          kind: 'missing',
          channel: 'flow',
          start: '2024-01-01T00:00:20.000',
          end: '2024-01-01T00:00:24.000',
          text: 'Has no value for 5 rows, 4 s.',
        },
      ],
    })
    expect(Object.keys(object.channels[0])).toEqual([
      'name',
      'unit',
      'count',
      'missing',
      'min',
      'max',
      'mean',
      'std',
      'p01',
      'p50',
      'p99',
      'grade',
      'reasons',
    ])
  })

  test('a project says the same as its file, each dataset by itself or one by its name', async () => {
    const [one, two] = [
      write('one.csv', csv('Z')),
      write(
        'two.csv',
        csv('Z', (i) => String(i)),
      ),
    ]
    const project = join(folder, 'p.anomaly')
    await runCli(['import', one, two, '--project', project], home)
    const all = JSON.parse((await runCli(['describe', project, '--json'], home)).stdout)
    expect(all.datasets.map(({ name }: { name: string }) => name)).toEqual(['one', 'two'])
    const chosen = JSON.parse((await runCli(['describe', project, '--dataset', 'two', '--json'], home)).stdout)
    expect(chosen).toEqual(JSON.parse((await runCli(['describe', two, '--json'], home)).stdout))
    expect(chosen.first).toBe('2024-01-01T00:00:00.000Z')
    const { name, ...second } = all.datasets[1]
    expect([name, second]).toEqual(['two', chosen])
    expect(await runCli(['describe', project, '--dataset', 'three'], home)).toMatchObject({
      code: 2,
      stderr: 'There is no dataset "three". There are: one, two.\n',
    })
  })

  test('in words, with the reasons and what was found', async () => {
    const file = write(
      'w.csv',
      csv('', (i) => (i === 100 ? '5000' : String(20 + (i % 3)))),
    )
    const { stdout } = await runCli(['describe', file], home)
    expect(stdout).toMatch(/^w\.csv: 200 rows, 2 channels\n2024-01-01T00:00:00\.000 to .*, usual step 1,000 ms\n/)
    expect(stdout).toMatch(/^flow \[m³\/h\] +fair +200 +0 /m)
    expect(stdout).toMatch(/flow {2}spike: Jumps to 5,000 m³\/h and back/)
  })

  test('what it cannot read is said in a sentence', async () => {
    expect(await runCli(['describe', join(folder, 'none.csv')], home)).toMatchObject({ code: 2 })
    expect(await runCli(['describe', write('x.csv', csv('')), '--dataset', 'x'], home)).toMatchObject({
      code: 2,
      stderr: '--dataset chooses one of a project; a file is one dataset.\n',
    })
  })
})
