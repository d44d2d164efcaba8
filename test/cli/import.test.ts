import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = { ANOMALY_STUDIO_DATA: join(folder, 'data'), ANOMALY_STUDIO_PROJECTS: join(folder, 'projects') }
const at = (name: string) => join(folder, name)
const csv = (n: number, day = 1) =>
  'time,flow\n' +
  Array.from({ length: n }, (_, i) => `${new Date(Date.UTC(2024, 0, day) + i * 1000).toISOString()},${i % 50}\n`).join(
    '',
  )
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content)
  return at(name)
}

describe('several files', () => {
  test('one bad file stops no other, each has its line, and the exit code tells', async () => {
    mkdirSync(at('days'))
    for (const day of [1, 2, 10]) write(`days/day${day}.csv`, csv(60, day))
    write('days/day3.csv.gz', gzipSync(csv(60, 3)).subarray(0, 100))
    write('days/notes.md', '# not a table')
    const { code, stdout, stderr } = await runCli(['import', at('days'), '--project', at('days.anomaly')], home)
    expect(stdout).toBe(['day1', 'day2', 'day10'].map((name) => `${name}.csv: 60 rows, 1 channel, 0 labels\n`).join(''))
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^day3\.csv\.gz: The gzip file is cut off before its end/),
      '1 file of 4 could not be imported: day3.csv.gz.',
    ])
    expect(code).toBe(2)
  })

  test('a pattern is looked up where the shell has not, and one that finds nothing is said', async () => {
    write('p1.csv', csv(5))
    write('p2.csv', csv(6))
    const { code, stdout } = await runCli(['import', at('p*.csv'), '--project', at('p.anomaly')], home)
    expect([code, stdout.trim().split('\n').length]).toEqual([0, 2])
    expect(await runCli(['import', at('q*.csv'), '--project', at('q.anomaly')], home)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^No file fits the pattern/),
    })
  })

  test('whoever stops listening does not stop the import', async () => {
    const files = [write('l1.csv', csv(5)), write('l2.csv', csv(6)), write('l3.csv', '')]
    const entry = resolve(import.meta.dirname, '..', '..', 'src-main', 'cli', 'main.ts')
    const child = spawn(process.execPath, [entry, 'import', ...files, '--project', at('l.anomaly')], {
      env: { ...process.env, ...home },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    child.stdout!.destroy()
    expect(await new Promise((done) => child.on('exit', done))).toBe(2)
    const again = await runCli(['import', files[0], '--project', at('l.anomaly')], home)
    expect(again.stdout).toMatch(/^l1\.csv: 5 rows/)
  })
})

describe('nothing is left of what was not imported', () => {
  test('no project where nothing could be read', async () => {
    const bad = gzipSync(csv(100_000))
    bad[bad.length - 6] ^= 0xff
    const { code } = await runCli(['import', write('bad.csv.gz', bad), '--project', at('none.anomaly')], home)
    expect(code).toBe(2)
    expect(['', '-wal', '-shm', '-lock'].filter((end) => existsSync(at(`none.anomaly${end}`)))).toEqual([])
    // A preview sees only the beginning of a large one, so that the project is there already when the damage is found.
    const large = gzipSync(csv(300_000))
    large[large.length - 6] ^= 0xff
    const found = await runCli(['import', write('large.csv.gz', large), '--project', at('none.anomaly')], home)
    expect([found.code, found.stderr]).toEqual([2, expect.stringContaining('check sum')])
    expect(existsSync(at('none.anomaly'))).toBe(false)
  })

  test('a project that was there stays', async () => {
    const good = write('good.csv', csv(20))
    await runCli(['import', good, '--project', at('kept.anomaly')], home)
    await runCli(['import', write('empty.csv', ''), '--project', at('kept.anomaly')], home)
    expect((await runCli(['import', good, '--project', at('kept.anomaly')], home)).code).toBe(0)
  })
})

describe('--set', () => {
  test('overrules the guess, and names what there is', async () => {
    const path = write('set.csv', 'when;what;v\n1;2;3\n2;4;5\n3;1;7\n')
    const project = ['--project', at('set.anomaly')]
    const { stdout, stderr } = await runCli(
      ['import', path, ...project, '--set', 'time=when', '--set', 'format=epoch-h', '--set', 'labelColumns=what'],
      home,
    )
    expect([stderr.includes('Label column "what"'), stdout]).toEqual([true, 'set.csv: 3 rows, 1 channel, 1 label\n'])
    expect(await runCli(['import', path, ...project, '--set', 'constructor=1'], home)).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/there is no setting "constructor"\. There are: time, format, zone/),
    })
    expect(await runCli(['import', path, ...project, '--set', 'decimal=;'], home)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--set cannot take "decimal=;"'),
    })
  })
})

describe('a column of words', () => {
  const words = (list: string[], day: number) =>
    'time,flow,mode\n' +
    Array.from(
      { length: 40 },
      (_, i) => `2024-01-0${day} 00:${String(i).padStart(2, '0')}:00,${i},${list[(i >> 2) % list.length]}\n`,
    ).join('')

  test('is a channel of states where --set names it, said with its words, and a column that is not there is refused', async () => {
    const file = write('states.csv', words(['idle', 'heat', 'run'], 1))
    const { code, stdout, stderr } = await runCli(
      ['import', file, '--project', at('states.anomaly'), '--set', 'states=mode'],
      home,
    )
    expect([code, stdout]).toEqual([0, 'states.csv: 40 rows, 2 channels, 0 labels\n'])
    expect(stderr).toContain('Column "mode" holds words: "idle" is 0, "heat" is 1, "run" is 2.')
    expect(
      await runCli(['import', file, '--project', at('states.anomaly'), '--set', 'states=phase'], home),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('no such column beside the time') })
  })

  test('is not appended where its numbers stand for other words', async () => {
    const other = write('other.csv', words(['heat', 'idle', 'run'], 2))
    const { code, stderr } = await runCli(
      ['import', other, '--project', at('states.anomaly'), '--set', 'states=mode', '--append', 'states'],
      home,
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining('stand for other words in the new rows')])
  })
})

describe('the next file of the same machine', () => {
  test('is appended with what overlaps said, and several become one', async () => {
    const rows = (from: number, n: number) =>
      'time,flow\n' +
      Array.from(
        { length: n },
        (_, i) => `${new Date(Date.UTC(2024, 0, 1) + (from + i) * 1000).toISOString()},${i}\n`,
      ).join('')
    const project = ['--project', at('append.anomaly')]
    const [a, b, c] = [write('a1.csv', rows(0, 100)), write('a2.csv', rows(90, 60)), write('a3.csv', rows(200, 10))]
    await runCli(['import', a, ...project], home)
    const appended = await runCli(['import', b, ...project, '--append', 'a1'], home)
    expect(appended.stdout).toBe(
      'a2.csv: 60 rows, 1 channel, 0 labels\na2: 50 rows appended to a1, which has 150 rows\n',
    )
    expect(appended.stderr).toBe('a2: 10 rows overlap: the times are there already, and what is there stays.\n')
    const one = await runCli(['import', c, b, a, '--as-one', '--project', at('one.anomaly')], home)
    expect(one.stdout.trim().split('\n').at(-1)).toBe('a1: 90 rows appended to a3, which has 160 rows')
    expect(one.stderr).toContain('go between the others')
    expect(await runCli(['import', c, ...project, '--append', 'pump'], home)).toMatchObject({
      code: 2,
      stderr: 'There is no dataset "pump" to append to. There are: a1.\n',
    })
  })

  test('is read by the recipe of the one before, which is said', async () => {
    const table = (n: number) =>
      'when;what;v\n' + Array.from({ length: n }, (_, i) => `${i * 2};${i % 3};${i * 7}\n`).join('')
    const project = ['--project', at('recipes.anomaly')]
    const first = await runCli(
      [
        'import',
        write('m1.txt', table(20)),
        ...project,
        '--set',
        'time=when',
        '--set',
        'format=epoch-h',
        '--save-recipe',
        'mill',
      ],
      home,
    )
    expect([first.code, first.stderr.includes('recipe')]).toEqual([0, false])
    const next = await runCli(['import', write('m2.txt', table(30)), ...project], home)
    expect([next.code, next.stderr.split('\n')[0]]).toEqual([0, 'm2.txt: Read by the recipe "mill".'])
    expect(next.stdout).toBe('m2.txt: 30 rows, 2 channels, 0 labels\n')
    const wrong = await runCli(['import', write('x.csv', csv(9)), ...project, '--recipe', 'mill'], home)
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/^x\.csv: The recipe "mill" does not fit this file|^x\.csv: There is no column/),
    ])
    expect((await runCli(['import', at('m2.txt'), ...project, '--recipe', 'none'], home)).stderr).toContain(
      'There is no recipe "none". There are: mill.',
    )
  })
})
