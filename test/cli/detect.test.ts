import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const file = (name: string) => join(folder, name)

/** 300 minutes of two waves with a fault in rows 200–209, and one of each mishap: rows swapped, a time missing, a word, a ragged line. */
function messyRows(): string[] {
  const rows = Array.from({ length: 300 }, (_, i) => {
    const time = `2024-01-01 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00`
    const fault = i >= 200 && i < 210
    return [
      i === 60 ? '' : time,
      fault ? '9' : i === 70 ? 'n/a' : Math.sin(i / 7).toFixed(4),
      Math.cos(i / 9).toFixed(4),
      fault ? '1' : '0',
    ].join(',')
  })
  ;[rows[50], rows[51]] = [rows[51], rows[50]]
  return [...rows.slice(0, 100), 'ragged,line,with,too,many', ...rows.slice(100)]
}
writeFileSync(file('messy.csv'), `time,a,b,bad\n${messyRows().join('\n')}\n`)
const clean = Array.from(
  { length: 200 },
  (_, i) =>
    `2024-01-01T${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00Z,${Math.sin(i / 7).toFixed(4)},${Math.cos(i / 9).toFixed(4)}`,
)
writeFileSync(file('clean.csv'), `time,a,b\n${clean.join('\n')}\n`)
const detect = (...args: string[]) => runCli(['detect', ...args])

describe('scores.csv', () => {
  test('has a line for every data row of the file, in its order, and is empty where nothing can be said', async () => {
    const { code, stdout } = await detect(
      file('messy.csv'),
      '--detector',
      'z-score',
      '--train-rows',
      '150',
      '--labels',
      'bad',
      '--threshold',
      'mean-sigma:k=3',
      '--out',
      file('scores.csv'),
    )
    expect(code).toBe(0)
    expect(stdout).toContain('1 detection\n')
    const lines = readFileSync(file('scores.csv'), 'utf8').trimEnd().split('\n')
    expect(lines.length).toBe(1 + 301)
    expect(lines[0]).toBe('time,score,anomaly')
    expect(lines[1]).toMatch(/^2024-01-01T00:00:00\.000Z,0\.\d+,0$/)
    expect(lines[1 + 50]).toMatch(/^2024-01-01T00:51:00\.000Z,/)
    expect(lines[1 + 51]).toMatch(/^2024-01-01T00:50:00\.000Z,/)
    expect(lines[1 + 60]).toBe(',,0')
    expect(lines[1 + 70]).toBe('2024-01-01T01:10:00.000Z,,0')
    expect(lines[1 + 100]).toBe(',,0')
    const anomalous = lines.flatMap((line, i) => (line.endsWith(',1') ? [i - 1] : []))
    expect(anomalous).toEqual([201, 202, 203, 204, 205, 206, 207, 208, 209, 210])
  })
})

describe('--json', () => {
  test('prints what was asked for, and says on stderr what was left out', async () => {
    const { code, stdout, stderr } = await detect(
      file('messy.csv'),
      '--detector',
      'z-score',
      '--train-rows',
      '150',
      '--labels',
      'bad',
      '--threshold',
      'mean-sigma:k=3',
      '--seed',
      '7',
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      detector: 'z-score',
      parameters: { scaling: 'z-score' },
      seed: 7,
      engine: 'none',
      rows: 301,
      assessed: 298,
      threshold: { rule: 'mean-sigma', value: expect.any(Number) },
      detections: [{ start: '2024-01-01T03:20:00.000Z', end: '2024-01-01T03:29:00.000Z', peak: expect.any(Number) }],
      measures: {
        precision: 1,
        recall: 1,
        F1: 1,
        confusion: { tp: 10, fp: 0, fn: 0 },
        windows: 1,
        oracle: expect.arrayContaining(['Standard-F1']),
      },
      seconds: { load: expect.any(Number), train: expect.any(Number), score: expect.any(Number) },
    })
    expect(stderr).toContain('1 line could not be read as a row')
    expect(stderr).toContain('"n/a"')
    expect(stderr).toContain('Trained on the first 150 rows; the rows after them were scored apart')
  })

  test('judges only the rows after the training rows', async () => {
    const all = JSON.parse(
      (await detect(file('messy.csv'), '--detector', 'z-score', '--labels', 'bad', '--json')).stdout,
    )
    const rest = JSON.parse(
      (
        await detect(
          file('messy.csv'),
          '--detector',
          'z-score',
          '--labels',
          'bad',
          '--train-until',
          '2024-01-01T02:29',
          '--json',
        )
      ).stdout,
    )
    expect(all.measures.assessed + all.measures.notAssessed).toBe(299)
    expect(rest.measures.assessed + rest.measures.notAssessed).toBe(150)
    expect(rest.measures.AUC_ROC ?? rest.measures['AUC-ROC']).toBe(1)
  })

  test('scores do not depend on the training rows before them', async () => {
    // Both runs train on the same rows; a detector of windows must give the rest the same scores as a file of its own.
    writeFileSync(file('head.csv'), ['time,a,b', ...clean.slice(0, 120)].join('\n'))
    writeFileSync(file('tail.csv'), ['time,a,b', ...clean.slice(120)].join('\n'))
    const args = ['--detector', 'sub-pca', '--set', 'window=10']
    await detect(file('clean.csv'), ...args, '--train-rows', '120', '--out', file('whole-scores.csv'))
    await detect(file('head.csv'), file('tail.csv'), ...args, '--out', file('tail-scores.csv'))
    const whole = readFileSync(file('whole-scores.csv'), 'utf8').trimEnd().split('\n').slice(121)
    const tail = readFileSync(file('tail-scores.csv'), 'utf8').trimEnd().split('\n').slice(1)
    expect(whole.map(scoreOf)).toEqual(tail.map(scoreOf))
    expect(tail.length).toBe(80)
  })

  test('is the same for the same seed', async () => {
    const run = async (seed: string) =>
      (await detect(file('clean.csv'), '--detector', 'isolation-forest', '--seed', seed, '--json')).stdout
    const withoutSeconds = (text: string) => ({ ...JSON.parse(text), seconds: 0 })
    expect(withoutSeconds(await run('5'))).toEqual(withoutSeconds(await run('5')))
  })
})

describe('what cannot be used gets a sentence on stderr, exit code 2 and no stack', () => {
  writeFileSync(file('empty.csv'), '')
  writeFileSync(file('header.csv'), 'time,a\n')
  writeFileSync(file('binary.csv'), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256)))
  writeFileSync(file('other.csv'), 'time,c\n2024-01-01,1\n2024-01-02,2\n2024-01-03,3\n')
  const messy = file('messy.csv')
  const cases: [string, string[], RegExp][] = [
    ['a file that is not there', [file('none.csv')], /^There is no file ".*none\.csv"\.$/m],
    ['a folder', [folder], /is not a file\.$/m],
    ['an empty file', [file('empty.csv'), '--detector', 'z-score'], /^empty\.csv: .*empty/im],
    ['a header without rows', [file('header.csv'), '--detector', 'z-score'], /^header\.csv: /m],
    ['a binary file', [file('binary.csv'), '--detector', 'z-score'], /^binary\.csv: /m],
    ['an unknown detector', [messy, '--detector', 'nope'], /^There is no detector "nope"\. Known: /m],
    ['an unknown parameter', [messy, '--detector', 'z-score', '--set', 'foo=1'], /^There is no parameter "foo"/m],
    ['a parameter that is no number', [messy, '--detector', 'sub-pca', '--set', 'window=wide'], /window/],
    [
      'a --set without a value',
      [messy, '--detector', 'z-score', '--set', 'scaling'],
      /^--set takes key=value, not "scaling"\.$/m,
    ],
    [
      'an unknown threshold',
      [messy, '--detector', 'z-score', '--threshold', 'magic'],
      /^There is no threshold rule "magic"/m,
    ],
    [
      'a rule that needs labels where there are none',
      [file('clean.csv'), '--detector', 'z-score', '--threshold', 'best-f1'],
      /labels/,
    ],
    [
      'labels that are neither column nor file',
      [messy, '--detector', 'z-score', '--labels', 'nope'],
      /^"nope" is neither a column of messy\.csv \(time, a, b, bad\) nor a file\.$/m,
    ],
    [
      'more training rows than there are',
      [messy, '--detector', 'z-score', '--train-rows', '9999'],
      /fewer than --train-rows 9999\.$/m,
    ],
    [
      'training rows that are no number',
      [messy, '--detector', 'z-score', '--train-rows', 'half'],
      /^--train-rows must be a whole number from 1, not "half"\.$/m,
    ],
    [
      'a time that is none',
      [messy, '--detector', 'z-score', '--train-until', 'yesterday'],
      /^"yesterday" is not a time\./m,
    ],
    [
      'a time before the data',
      [messy, '--detector', 'z-score', '--train-until', '2019-01-01'],
      /^The data begin at 2024-01-01T00:00:00\.000Z, after/m,
    ],
    [
      'both ways to split',
      [messy, '--detector', 'z-score', '--train-rows', '5', '--train-until', '2024-01-01'],
      /not both\.$/m,
    ],
    ['a seed that is no number', [messy, '--detector', 'z-score', '--seed', 'x'], /^--seed must be a whole number/m],
    [
      'an unknown engine',
      [messy, '--detector', 'z-score', '--engine', 'gpu'],
      /^--engine must be native or wasm, not "gpu"\.$/m,
    ],
    ['a file to score without the channel', [messy, file('other.csv'), '--detector', 'z-score'], /channel "a"/],
    [
      'a training range shorter than a window',
      [messy, '--train-rows', '5', '--detector', 'sub-pca', '--set', 'window=50'],
      /needs .* points? without a gap for training/,
    ],
    [
      'a folder that is not there to write into',
      [messy, '--detector', 'z-score', '--out', join(folder, 'no', 's.csv')],
      /^There is no folder ".*no" to write "s\.csv" into\.$/m,
    ],
    ['an unknown option', [messy, '--bogus'], /unknown option '--bogus'/],
    ['no file at all', [], /missing required argument/],
  ]
  for (const [name, args, sentence] of cases)
    test(name, async () => {
      const { code, stdout, stderr } = await detect(...args)
      expect([stderr, code]).toEqual([expect.stringMatching(sentence), 2])
      expect(stdout).toBe('')
      expect(stderr).not.toMatch(/^\s+at .*:\d+/m)
    })
})

const scoreOf = (line: string) => line.split(',')[1]
