import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { evaluationJson } from '../../src-main/cli/evaluate/report.ts'
import { parseEvaluate, type EvaluateOptions } from '../../src-main/cli/evaluate/options.ts'
import { runEvaluate, type ScoresPlan } from '../../src-main/cli/evaluate/run.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { golden } from '../analysis/metrics/golden.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const write = (name: string, lines: string[]) => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
/** In this process: a dozen files take a second so. */
const evaluate = async (file: string, options: EvaluateOptions = { labels: 'label' }) =>
  evaluationJson(await runEvaluate(parseEvaluate(file, options) as ScoresPlan, quietJob()))
const minute = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString()

/** Ten minutes in every hundred are labelled from the fiftieth on; scores mostly see them, and the first two are empty. */
const n = 700
const label = (i: number) => (i % 100 >= 50 && i % 100 < 60 ? 1 : 0)
const score = (i: number) => (i < 2 ? '' : (((i * i * 37 + i * 11) % 101) / 200 + label(i) * 0.45).toFixed(4))
const rows = Array.from({ length: n }, (_, i) => i)
const timed = write('timed.csv', ['time,score,label', ...rows.map((i) => `${minute(i)},${score(i)},${label(i)}`)])
const scoresOnly = write('scores.csv', ['time,score,anomaly', ...rows.map((i) => `${minute(i)},${score(i)},0`)])

describe('evaluate SCORES.csv', () => {
  test('prints rows, assessed, threshold and measures by their published names, in a process of its own', async () => {
    const { code, stdout, stderr } = await runCli([
      'evaluate',
      timed,
      '--labels',
      'label',
      '--threshold',
      '0.6',
      '--json',
    ])
    expect([code, stderr]).toEqual([0, ''])
    const json = JSON.parse(stdout)
    expect(json).toMatchObject({
      rows: 700,
      assessed: 698,
      notAssessed: 2,
      threshold: 0.6,
      windows: 7,
      labels: 'column "label"',
      vusWindow: 125,
    })
    for (const id of [
      'AUC-ROC',
      'AUC-PR',
      'VUS-ROC',
      'VUS-PR',
      'Standard-F1',
      'PA-F1',
      'Event-based-F1',
      'R-based-F1',
      'Affiliation-F',
      'FAR',
      'MAR',
      'NAB score',
      'mean delay',
      'false alarms per week',
    ])
      expect(json.measures[id], id).toEqual(expect.any(Number))
    expect(json.inflated).toEqual(['PA-F1', 'PA-F1 of random'])
    expect(json.oracle).toEqual(['Standard-F1 (best threshold)'])
    expect(json.measures['Standard-F1']).toBe(json.measures.F1)
    expect(json.intervals['AUC-PR'][0]).toBeLessThan(json.intervals['AUC-PR'][1])
  })

  test('prints an aligned table with what is oracle or inflated beside the number', async () => {
    const { stdout } = await runCli(['evaluate', timed, '--labels', 'label', '--threshold', 'best-f1'])
    expect(stdout).toMatch(
      /^700 rows, 698 assessed, 2 without a score left out\n7 events by column "label"\nOracle threshold 0\.\d+ \(best-f1\)/,
    )
    expect(stdout).toMatch(/\n {2}AUC-PR +\d\.\d{4} +\d\.\d{4} … \d\.\d{4}\n/)
    expect(stdout).toMatch(
      /\n {2}PA-F1 +\d\.\d{4} .*oracle; inflated\n {2}PA-F1 of random +\d\.\d{4} .*oracle; inflated\n/,
    )
    expect(stdout).toContain(
      'The threshold was chosen on the labels it is judged on: everything that depends on it is oracle.',
    )
    const points = stdout
      .split('\n')
      .flatMap((line) => /^ {2}(?:AUC|VUS|F1|FAR|MAR).*?(\d\.\d{4})/.exec(line)?.[0].lastIndexOf('.') ?? [])
    expect(points.length).toBeGreaterThan(6)
    expect(new Set(points).size).toBe(1)
  })

  test('without a threshold gives what the scores say, and marks the best of the rest as oracle', async () => {
    const json = await evaluate(timed)
    expect(json.threshold).toBeNull()
    expect(json.oracle).toEqual(
      expect.arrayContaining(['Standard-F1', 'PA-F1', 'Event-based-F1', 'R-based-F1', 'Affiliation-F', 'NAB score']),
    )
    expect(json.oracle).not.toContain('AUC-PR')
    expect(json.measures).not.toHaveProperty('FAR')
    expect(json.notes.at(-1)).toContain('Without --threshold')
  })

  test('takes labels from a table with a mark for each row, and from files of windows, alike', async () => {
    const marks = write('marks.csv', [
      'time,value,fault',
      ...rows.map((i) => `${minute(i)},${Math.sin((i * 2 * Math.PI) / 50).toFixed(4)},${label(i)}`),
    ])
    const untimed = write('untimed.csv', ['label', ...rows.map(label).map(String)])
    const windows = rows.filter((i) => label(i) === 1 && label(i - 1) === 0).map((i) => [minute(i), minute(i + 9)])
    const intervals = write('intervals.csv', ['start,end,label', ...windows.map((w) => `${w.join(',')},fault`)])
    const nab = write('windows.json', [JSON.stringify({ 'some/scores.csv': windows })])
    const own = (await evaluate(timed, { labels: 'label', vusWindow: '50' })).measures
    for (const labels of [marks, untimed, intervals, nab])
      expect((await evaluate(scoresOnly, { labels, vusWindow: '50' })).measures, labels).toEqual(own)
    expect((await evaluate(scoresOnly, { labels: marks })).vusWindow).toBe(50)
  })

  test('counts in rows where there are no times, and takes the period of the values for VUS', async () => {
    const plain = write('plain.csv', [
      'score,value,label',
      ...rows.map((i) => `${score(i)},${Math.sin((i * 2 * Math.PI) / 40).toFixed(4)},${label(i)}`),
    ])
    const json = await evaluate(plain, { labels: 'label', threshold: '0.6' })
    expect(json.units['mean delay']).toBe('rows')
    expect(json.measures['false alarms per week']).toBeNull()
    expect(json.vusWindow).toBe(40)
    expect((await evaluate(timed, { labels: 'label', threshold: '0.6' })).units['mean delay']).toBe('s')
  })

  test('reads scores of 0 and 1 as scores', async () => {
    const binary = write('binary.csv', ['score,label', ...rows.map((i) => `${i % 100 === 55 ? 1 : 0},${label(i)}`)])
    expect((await evaluate(binary, { labels: 'label', threshold: '0.5' })).measures['events found']).toBe(7)
  })
})

interface Case {
  name: string
  labels: number[]
  scores: number[]
  vus_window: number
  threshold: number | null
  expected: Record<string, number>
  sklearn: { best_f1: number }
}
const reference = golden<{ cases: Case[] }>('metrics.json.gz')

describe.skipIf(!reference)(
  'evaluate agrees with the reference results to 1e-9 (skipped where ../shared is absent)',
  () => {
    reference?.cases.forEach((c, i) =>
      test(c.name, async () => {
        const file = write(`case-${i}.csv`, ['score,label', ...c.scores.map((s, row) => `${s},${c.labels[row]}`)])
        const { measures } = await evaluate(file, {
          labels: 'label',
          vusWindow: String(c.vus_window),
          ...(c.threshold === null ? {} : { threshold: String(c.threshold) }),
        })
        const { 'Standard-F1': published, ...others } = c.expected
        const wanted =
          c.threshold === null
            ? { ...others, 'Standard-F1': c.sklearn.best_f1, 'Standard-F1 (TSB-AD)': published }
            : c.expected
        for (const [id, value] of Object.entries(wanted)) expect(Math.abs(measures[id]! - value), id).toBeLessThan(1e-9)
      }),
    )
  },
)

describe('evaluate refuses with a sentence', () => {
  const refused = (file: string, options: EvaluateOptions = { labels: 'label' }) =>
    evaluate(file, options).then(
      () => 'nothing',
      (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
    )
  const table = (name: string, cells: (i: number) => string, header = 'time,score,label') =>
    write(name, [header, ...rows.slice(0, 100).map((i) => `${minute(i)},${cells(i)}`)])

  test('on stderr and with exit code 2', async () => {
    const { code, stdout, stderr } = await runCli(['evaluate', scoresOnly])
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      'There are no labels to measure against: --labels names a 0/1 column of the file, or a file of labels.\n',
    ])
  })
  test('one class only, both ways', async () => {
    expect(await refused(table('none.csv', (i) => `${i},0`))).toBe(
      'bad-input: There is no label among the rows: column "label" marks none of them, so there is nothing to measure against.',
    )
    expect(await refused(table('all.csv', (i) => `${i},1`))).toContain('There is one class only')
  })
  test('an event where nothing was assessed', async () => {
    expect(await refused(table('outside.csv', (i) => `${i < 50 ? '' : i % 7},${i < 40 ? 1 : 0}`))).toContain(
      'There is no event in the evaluated range',
    )
  })
  test('scores that are all empty, or all equal', async () => {
    expect(await refused(table('empty.csv', () => ',1'))).toBe(
      'bad-input: Column "score" of empty.csv has no score in any row, so there is nothing to measure.',
    )
    expect(await refused(table('equal.csv', (i) => `0.5,${i > 90 ? 1 : 0}`))).toContain(
      'All 100 scores of equal.csv are 0.5',
    )
  })
  test('labels that end after the data', async () => {
    const late = write('late.csv', ['start,end,label', `${minute(650)},${minute(720)},fault`])
    expect(await refused(scoresOnly, { labels: late })).toBe(
      'bad-input: A label of late.csv ends at 2024-01-01T12:00:00.000Z, after the data: scores.csv ends at 2024-01-01T11:39:00.000Z. Score the whole of it, or cut the labels to what was scored.',
    )
  })
  test('a label file of another length, or of another time', async () => {
    const short = write('short.csv', [
      'time,value,label',
      ...rows.slice(0, 600).map((i) => `${minute(i)},1.${i},${label(i)}`),
    ])
    expect(await refused(scoresOnly, { labels: short })).toBe(
      'bad-input: scores.csv has 700 rows, short.csv has 600 rows: there must be a label for each score.',
    )
    const shifted = write('shifted.csv', [
      'time,value,label',
      ...rows.map((i) => `${minute(i + 60)},1.${i},${label(i)}`),
    ])
    expect(await refused(scoresOnly, { labels: shifted })).toContain('these are different data')
  })
  test('a missing column, an unknown rule, a missing file', async () => {
    expect(await refused(table('noscore.csv', (i) => `${i},${label(i)}`, 'time,value,label'))).toBe(
      'bad-input: There is no column "score" in noscore.csv. Its columns: time, value, label.',
    )
    expect(await refused(timed, { labels: 'label', threshold: 'clever' })).toContain(
      'There is no threshold rule "clever". Known: stands-out, maximum, mean-sigma',
    )
    expect(await refused(timed, { labels: 'nowhere' })).toBe(
      'bad-input: "nowhere" is neither a column of timed.csv (time, score, label) nor a file.',
    )
    expect(() => parseEvaluate('nofile.csv', { labels: 'label' })).toThrow('There is no file "nofile.csv".')
    expect(() => parseEvaluate(timed, { labels: 'label', vusWindow: '9999' })).toThrow(
      '--vus-window may be at most 2000 points',
    )
  })
})
