import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCorpus } from '../../../src-main/cli/evaluate/corpus.ts'
import { corpusJson } from '../../../src-main/cli/evaluate/report.ts'
import { parseEvaluate } from '../../../src-main/cli/evaluate/options.ts'
import { golden } from '../../analysis/metrics/golden.ts'
import { runCli, temporaryFolder } from '../run-cli.ts'

const folder = temporaryFolder()
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const table = (name: string, header: string, lines: string[]) => write(name, `${header}\n${lines.join('\n')}\n`)
type Options = Parameters<typeof parseEvaluate>[1]
const corpus = async (options: Options) =>
  corpusJson(await runCorpus(parseEvaluate(undefined, options) as Parameters<typeof runCorpus>[0]))
const refused = (options: Options) =>
  Promise.resolve()
    .then(() => corpus(options))
    .then(
      () => 'nothing',
      (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
    )

interface NabReference {
  files: { rows: number; windows: [number, number][]; scores: Record<string, number[]> }[]
  expected: Record<
    string,
    Record<string, { threshold: number; normalised: number; optimised_threshold: number; optimised_normalised: number }>
  >
}
interface SkabReference {
  series: { t: number[]; anomaly: number[]; changepoint: number[]; predictions: Record<string, number[]> }[]
  expected: Record<
    string,
    {
      F1: number
      FAR: number
      MAR: number
      TP: number
      TN: number
      FP: number
      FN: number
      NAB: number[]
      missed: number
      FPs: number
      total: number
      avg_delay: number
    }
  >
}
const nab = golden<NabReference>('nab_scoring.json.gz')
const skab = golden<SkabReference>('skab_scoring.json.gz')

describe.skipIf(!nab)('evaluate --nab on the 58 series of the benchmark (skipped where ../shared is absent)', () => {
  test('gives the published scores at the published thresholds, to 1e-8', async () => {
    mkdirSync(join(folder, 'nab'), { recursive: true })
    const files = nab!.files.map((file, i) => {
      table(`nab/${i}.csv`, 'score', file.scores.numenta.map(String))
      return { scores: `${i}.csv`, windows: file.windows }
    })
    const threshold = Object.fromEntries(
      Object.entries(nab!.expected.numenta).map(([profile, { threshold }]) => [profile, threshold]),
    )
    const { code, stdout } = await runCli([
      'evaluate',
      '--nab',
      write('nab/manifest.json', JSON.stringify({ threshold, files })),
      '--json',
    ])
    expect(code).toBe(0)
    const { measures, ...rest } = JSON.parse(stdout)
    expect(rest).toMatchObject({
      files: 58,
      rows: 365_558,
      assessed: 365_558,
      windows: 116,
      threshold: threshold.standard,
      oracle: [],
    })
    const published = { 'NAB score': 70.10105612, 'NAB score, low FP': 63.1168416, 'NAB score, low FN': 74.32024431 }
    for (const [id, value] of Object.entries(published)) expect(Math.abs(measures[id] - value), id).toBeLessThan(1e-8)
  })

  test('and the optimised ones without a threshold, marked as oracle', async () => {
    const files = nab!.files.map(({ scores, windows }) => ({ scores: scores.numenta, windows }))
    const found = await corpus({ nab: write('inline.json', JSON.stringify(files)) })
    expect(found.oracle).toEqual(['NAB score', 'NAB score, low FP', 'NAB score, low FN'])
    const { standard, reward_low_FP_rate: lowFp, reward_low_FN_rate: lowFn } = nab!.expected.numenta
    for (const [id, expected] of [
      ['NAB score', standard],
      ['NAB score, low FP', lowFp],
      ['NAB score, low FN', lowFn],
    ] as const)
      expect(Math.abs(found.measures[id]! - expected.optimised_normalised), id).toBeLessThan(1e-8)
    expect(found.threshold).toBe(standard.optimised_threshold)
  })
})

describe.skipIf(!skab)('evaluate --skab on the 34 series of the benchmark (skipped where ../shared is absent)', () => {
  test('gives the published numbers in all digits', async () => {
    mkdirSync(join(folder, 'skab'), { recursive: true })
    const detectors = Object.keys(skab!.expected)
    const files = skab!.series.map((s, i) => {
      table(
        `skab/${i}.csv`,
        ['t', 'anomaly', 'changepoint', ...detectors].join(';'),
        s.t.map((t, row) =>
          [t, s.anomaly[row], s.changepoint[row], ...detectors.map((d) => s.predictions[d][row])].join(';'),
        ),
      )
      return `${i}.csv`
    })
    for (const detector of detectors) {
      const { code, stdout } = await runCli([
        'evaluate',
        '--skab',
        write('skab/manifest.json', JSON.stringify({ prediction: detector, files })),
        '--json',
      ])
      expect(code).toBe(0)
      const { measures, confusion } = JSON.parse(stdout)
      const {
        F1,
        FAR,
        MAR,
        TP: tp,
        FP: fp,
        TN: tn,
        FN: fn,
        NAB,
        missed,
        FPs,
        total,
        avg_delay,
      } = skab!.expected[detector]
      expect(confusion).toEqual({ tp, fp, tn, fn })
      expect(measures).toMatchObject({
        F1: expect.closeTo(F1, 14),
        FAR: expect.closeTo(FAR, 12),
        MAR: expect.closeTo(MAR, 12),
        'missed change points': missed,
        'false change points': FPs,
        'change points there': total,
        'mean delay': expect.closeTo(avg_delay, 12),
      })
      expect(['NAB score', 'NAB score, low FP', 'NAB score, low FN'].map((id) => +measures[id].toFixed(2))).toEqual(NAB)
    }
  })
})

const minute = (i: number) => new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString()
const rows = Array.from({ length: 200 }, (_, i) => i)
/** One window, rows 100–119; the only high score at its seventh row. */
table(
  'a.csv',
  'time,score,label',
  rows.map((i) => `${minute(i)},${i === 106 ? 0.9 : 0.1},${i >= 100 && i < 120 ? 1 : 0}`),
)
const perFile = (more: object) => ({ files: [{ scores: 'a.csv', ...more }] })

describe('a NAB manifest', () => {
  const score = async (manifest: object) =>
    (await corpus({ nab: write('m.json', JSON.stringify(manifest)) })).measures['NAB score']
  test('takes windows as rows, as times, from a file, and as a column of labels', async () => {
    write('windows.json', JSON.stringify({ 'other/a.csv': [[minute(100), minute(119)]] }))
    const expected = await score({ ...perFile({ windows: [[100, 119]] }), threshold: 0.5 })
    expect(expected).toBeGreaterThan(90)
    for (const one of [
      perFile({ windows: [[minute(100), minute(119)]] }),
      perFile({ windows: 'windows.json' }),
      perFile({ labels: 'label' }),
      perFile({}),
      { windows: 'windows.json', files: ['a.csv'] },
      { labels: 'label', files: ['a.csv'] },
    ])
      expect(await score({ ...one, threshold: 0.5 })).toBe(expected)
    expect(await score(['a.csv'])).toBe(expected)
    expect((await corpus({ nab: write('list.txt', 'a.csv\n') })).measures['NAB score']).toBe(expected)
  })

  test('joins windows that overlap or touch, as rows and as times, and says so', async () => {
    const all = async (windows: unknown[]) =>
      corpus({ nab: write('m.json', JSON.stringify({ ...perFile({ windows }), threshold: 0.5 })) })
    const whole = await all([[100, 119]])
    expect(whole.notes).toEqual([])
    for (const windows of [
      [
        [105, 119],
        [100, 110],
      ],
      [
        [100, 104],
        [105, 119],
      ],
      [
        [100, 119],
        [103, 106],
      ],
    ])
      for (const given of [windows, windows.map((window) => window.map(minute))]) {
        expect(await all(given)).toMatchObject({
          measures: whole.measures,
          windows: 1,
          notes: ['a.csv: windows that overlap or touch count as one, so 2 are 1.'],
        })
      }
  })

  test('understands other words for the same, and says what it does not', async () => {
    const file = table(
      'other.csv',
      'when,how_strange',
      rows.map((i) => `${i},${i === 106 ? 0.9 : 0.1}`),
    )
    const found = await corpus({
      nab: write(
        'm.json',
        JSON.stringify({
          series: [{ file, score_column: 'how_strange', labels: [[100, 119]], rows: 200, colour: 'red' }],
          threshold: 0.5,
        }),
      ),
    })
    expect(found.measures['NAB score']).toBeGreaterThan(90)
    expect(found.notes).toEqual(['m.json: "colour" is nothing that a manifest says, and was left out.'])
  })

  test('takes thresholds by profile, profiles by name and by weight, and a threshold from the command line', async () => {
    const found = await corpus({
      nab: write(
        'm.json',
        JSON.stringify({
          ...perFile({}),
          profiles: ['standard', 'reward_low_FN_rate'],
          threshold: { standard: 0.5, 'low fn': 2 },
        }),
      ),
    })
    expect(found.measures).toEqual({ 'NAB score': expect.any(Number), 'NAB score, low FN': 0 })
    expect((await corpus({ nab: join(folder, 'm.json'), threshold: '2' })).measures).toEqual({
      'NAB score': 0,
      'NAB score, low FN': 0,
    })
    const own = await corpus({
      nab: write(
        'own.json',
        JSON.stringify({ ...perFile({}), profiles: { mine: { tpWeight: 1, fnWeight: 1, fpWeight: 0 } }, threshold: 0 }),
      ),
    })
    expect(own.measures['NAB score']).toBeCloseTo(100, 9)
  })

  test('is refused with a sentence', async () => {
    const manifest = (content: object) => ({ nab: write('m.json', JSON.stringify(content)) })
    expect(await refused(manifest(perFile({ windows: [[190, 200]] })))).toBe(
      'bad-input: A window of a.csv ends at row 200, after the data: it has 200 rows, the first is row 0.',
    )
    expect(await refused(manifest(perFile({ windows: [[minute(190), minute(300)]] })))).toContain('after the data')
    expect(
      await refused(
        manifest(
          perFile({
            windows: [
              [100, 110],
              [50, 40],
            ],
          }),
        ),
      ),
    ).toBe('bad-input: a.csv has a window that is no pair of row numbers: [50, 40].')
    expect(await refused(manifest(perFile({ windows: [] })))).toBe(
      'bad-input: There is no event in the 1 files of m.json, so there is no NAB score.',
    )
    expect(await refused(manifest({ files: ['b.csv'] }))).toBe(
      'bad-input: m.json names "b.csv", and there is no such file.',
    )
    expect(await refused(manifest({ files: [{ scores: 'a.csv', windows: [[1]] }] }))).toMatch(
      /^bad-input: m\.json is not a manifest as docs\/evaluation\.md describes it: at files\.0\.windows\.0/,
    )
    expect(await refused(manifest({ files: [] }))).toContain('at files')
    expect(await refused(manifest({ ...perFile({}), profile: 'brave' }))).toContain(
      'There is no NAB profile "brave". Known: standard, low FP, low FN',
    )
    expect(await refused({ nab: write('m.json', '{"files": [') })).toBe(
      'bad-input: m.json is not whole: its JSON breaks off or is damaged.',
    )
    expect(await refused({ nab: join(folder, 'm.json'), labels: 'label' })).toContain('--labels is for a single file')
    expect(await refused({ nab: join(folder, 'm.json'), threshold: 'clever' })).toContain(
      'With --nab the threshold is a number',
    )
  })
})

describe('a SKAB manifest', () => {
  table(
    'labels.csv',
    'datetime;x;anomaly;changepoint',
    rows.map((i) => `${minute(i)};${i};${i >= 100 && i < 120 ? 1 : 0};${i === 100 || i === 120 ? 1 : 0}`),
  )
  table(
    'scores.csv',
    'time,score,anomaly',
    rows.map((i) => `${minute(i)},${i / 1000},${i >= 101 && i < 119 ? 1 : 0}`),
  )
  table(
    'tail.csv',
    'time,prediction',
    rows.slice(50).map((i) => `${minute(i)},${i >= 101 && i < 119 ? 1 : 0}`),
  )
  const manifest = (content: object) => ({ skab: write('s.json', JSON.stringify(content)) })

  test('takes predictions and labels from two files, whole or after the first rows, and predictions from scores', async () => {
    const whole = await corpus(manifest([{ predictions: 'scores.csv', labels: 'labels.csv' }]))
    expect(whole).toMatchObject({
      rows: 200,
      measures: { FAR: 0, MAR: 10, 'change points there': 2 },
      confusion: { tp: 18, fp: 0, tn: 180, fn: 2 },
      units: { FAR: '%', MAR: '%' },
    })
    expect(
      await corpus(manifest({ skip: 50, files: [{ predictions: 'tail.csv', labels: 'labels.csv' }] })),
    ).toMatchObject({ confusion: { tp: 18, fp: 0, tn: 130, fn: 2 } })
    expect(
      await corpus(manifest({ skip: 50, files: [{ predictions: 'scores.csv', labels: 'labels.csv' }] })),
    ).toMatchObject({ confusion: { tp: 18, fp: 0, tn: 130, fn: 2 } })
    expect(await corpus(manifest([{ scores: 'scores.csv', labels: 'labels.csv', threshold: 0.1 }]))).toMatchObject({
      confusion: { tp: 20, fp: 80, tn: 100, fn: 0 },
    })
  })

  test('is refused with a sentence', async () => {
    expect(await refused(manifest([{ predictions: 'tail.csv', labels: 'labels.csv' }]))).toBe(
      'bad-input: tail.csv has 150 rows, labels.csv has 200: there must be a prediction for each row that is judged.',
    )
    expect(
      await refused(manifest([{ predictions: 'scores.csv', prediction: 'score', labels: 'labels.csv' }])),
    ).toContain('Column "score" of scores.csv holds 0.001 in row 2: a prediction is 0 or 1.')
    expect(await refused(manifest(['scores.csv']))).toContain('There is no column "prediction" in scores.csv.')
    expect(await refused({ skab: join(folder, 's.json'), nab: join(folder, 's.json') })).toBe(
      'bad-input: Give --nab or --skab, not both.',
    )
  })
})
