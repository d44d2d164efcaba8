import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { RowRange, Series } from '../../src-main/shared/data/series.ts'

/** Real data and reference results lie in ../shared beside the checkout, and are no part of the project. */
const shared = fileURLToPath(new URL('../../../shared', import.meta.url))

export const hasReferenceData = existsSync(join(shared, 'golden')) && existsSync(join(shared, 'data'))

/** Says where the data were looked for: what a test or a bench prints when it has to do without. */
export const whereReferenceData = `no reference data beside the checkout, in ${shared}`

/** labels — [n] of the rows after the first 400; reference — the published T² + Q predictions for those rows. */
export interface SkabFile {
  name: string
  train: Series
  test: Series
  labels: Uint8Array
  reference: number[]
}

interface SkabReference {
  t: number[]
  anomaly: number[]
  predictions: Record<string, number[]>
}

/** The SKAB experiments, cut as the benchmark cuts them: the first 400 rows train, the rest is judged. */
export function skabFiles(): SkabFile[] {
  const references = golden<{ series: SkabReference[] }>('skab_scoring.json.gz').series
  return ['valve1', 'valve2'].flatMap((folder) =>
    readdirSync(join(shared, 'data/skab', folder))
      .sort(byNumber)
      .map((file) => {
        const [header, ...rows] = table(join('skab', folder, file), ';')
        const times = rows.map((row) => Date.parse(`${row[0].replace(' ', 'T')}Z`))
        const values = header.slice(1, 9).map((_, c) => rows.map((row) => Number(row[c + 1])))
        const labels = Uint8Array.from(rows.slice(400), (row) => Number(row[9]))
        const seconds = times.slice(400).map((t) => (t - times[400]) / 1000)
        const reference = references.find((r) => same(r.anomaly, labels) && same(r.t, seconds))
        if (!reference) throw new Error(`There are no reference predictions for ${folder}/${file}.`)
        return {
          name: `${folder}/${file}`,
          train: series(
            header.slice(1, 9),
            times.slice(0, 400),
            values.map((v) => v.slice(0, 400)),
          ),
          test: series(
            header.slice(1, 9),
            times.slice(400),
            values.map((v) => v.slice(400)),
          ),
          labels,
          reference: reference.predictions['T2+Q'],
        }
      }),
  )
}

/** published — VUS-PR by method, as the benchmark's authors measured it. vusWindow — their L. */
export interface NabSeries {
  name: string
  series: Series
  trainRows: number
  windows: RowRange[]
  labels: Uint8Array
  vusWindow: number
  published: Record<string, number>
}

interface NabReference {
  source: string
  first_row: number
  rows: number
  train_rows: number
  anomaly_segments: [number, number][]
  vus_window: number
  published_vus_pr: Record<string, number>
}

/** The NAB series as TSB-AD-U cuts and labels them. */
export function nabSeries(): NabSeries[] {
  const listed: { series: NabReference[] } = JSON.parse(readFileSync(join(shared, 'golden/tsb_ad_nab.json'), 'utf8'))
  return listed.series.map((entry) => {
    const rows = table(join('nab', entry.source), ',').slice(1 + entry.first_row, 1 + entry.first_row + entry.rows)
    const labels = new Uint8Array(entry.rows)
    for (const [first, last] of entry.anomaly_segments) labels.fill(1, first, last + 1)
    return {
      name: entry.source,
      // The benchmark knows rows, not times: an hour missing in a file is no gap to it.
      series: series(
        ['value'],
        rows.map((_, i) => 300_000 * i),
        [rows.map((row) => Number(row[1]))],
      ),
      trainRows: entry.train_rows,
      windows: entry.anomaly_segments.map(([first, last]) => ({ first, last })),
      labels,
      vusWindow: entry.vus_window,
      published: entry.published_vus_pr,
    }
  })
}

/** One run of the Tennessee Eastman process; in the test runs of a fault it begins after row 160. */
export function tepRun(file: string): Series {
  const rows = readFileSync(join(shared, 'data/tep', file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  // d00.dat is stored with one line per channel, all others with one line per row.
  const channels = rows.length === 52 ? rows : rows[0].map((_, c) => rows.map((row) => row[c]))
  return series(
    channels.map((_, c) => `x${c + 1}`),
    channels[0].map((_, i) => 180_000 * i),
    channels,
  )
}

export const tepFaults = ['01', '02', '04', '05', '11', '14'] as const

function golden<T>(name: string): T {
  return JSON.parse(gunzipSync(readFileSync(join(shared, 'golden', name))).toString('utf8'))
}

const table = (file: string, delimiter: string) =>
  readFileSync(join(shared, 'data', file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(delimiter))

const series = (names: string[], times: number[], values: number[][]): Series => ({
  times: Float64Array.from(times),
  channels: names.map((name) => ({ name, unit: null })),
  values: values.map((v) => Float64Array.from(v)),
})

const same = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  a.length === b.length && Array.from(a).every((v, i) => v === b[i])

const byNumber = (a: string, b: string) => parseInt(a) - parseInt(b)

/** A file as a person opens it, with the rows of its labelled anomalies. */
export interface WholeFile {
  name: string
  series: Series
  windows: RowRange[]
}

/** Every data set at hand as whole files. */
export function wholeFiles(): [name: string, files: WholeFile[]][] {
  return [
    ['SKAB', skabFiles().map(wholeSkab)],
    ['NAB', nabFiles()],
    ['BATADAL', [batadal()]],
    ['SMAP A-1', [smap()]],
    [
      'Tennessee Eastman',
      tepFaults.map((fault) => ({
        name: `d${fault}_te.dat`,
        series: tepRun(`d${fault}_te.dat`),
        windows: [{ first: 160, last: 959 }],
      })),
    ],
  ]
}

function wholeSkab({ name, train, test, labels }: SkabFile): WholeFile {
  const together = (a: Float64Array, b: Float64Array) => Float64Array.from([...a, ...b])
  const offset = train.times.length
  const windows: RowRange[] = []
  labels.forEach((label, i) => {
    const open = windows.at(-1)
    if (!label) return
    if (open && open.last === i - 1 + offset) open.last = i + offset
    else windows.push({ first: i + offset, last: i + offset })
  })
  return {
    name,
    series: {
      channels: train.channels,
      times: together(train.times, test.times),
      values: train.values.map((v, c) => together(v, test.values[c])),
    },
    windows,
  }
}

function nabFiles(): WholeFile[] {
  const listed: Record<string, [string, string][]> = JSON.parse(
    readFileSync(join(shared, 'data/nab/combined_windows.json'), 'utf8'),
  )
  const time = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`)
  return readdirSync(join(shared, 'data/nab'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: folder }) =>
      readdirSync(join(shared, 'data/nab', folder)).map((file) => {
        const name = `${folder}/${file}`
        const rows = table(join('nab', name), ',')
          .slice(1)
          .map((row) => ({ time: time(row[0]), value: Number(row[1]) }))
          .sort((a, b) => a.time - b.time)
        const times = rows.map((row) => row.time)
        return {
          name,
          series: series(['value'], times, [rows.map((row) => row.value)]),
          windows: (listed[name] ?? []).map(([start, end]) => ({
            first: times.findIndex((t) => t >= time(start)),
            last: times.findLastIndex((t) => t <= time(end)),
          })),
        }
      }),
    )
}

/** The attacks on the second training set, as the organisers published them: from and to, day first, hours. */
const attacks = [
  ['13/09/16 23', '16/09/16 00'],
  ['26/09/16 11', '27/09/16 10'],
  ['09/10/16 09', '11/10/16 20'],
  ['29/10/16 19', '02/11/16 16'],
  ['26/11/16 17', '29/11/16 04'],
  ['06/12/16 07', '10/12/16 04'],
  ['14/12/16 15', '19/12/16 04'],
] as const

function batadal(): WholeFile {
  const series = batadalSeries('17-batadal04.csv')
  return {
    name: 'training set 2',
    series,
    windows: attacks.map(([from, to]) => ({
      first: series.times.findIndex((t) => t >= hourOf(from)),
      last: series.times.findLastIndex((t) => t <= hourOf(to)),
    })),
  }
}

/** The part at hand of the year without attacks to train on, and the second training set with the rows of its attacks, 1 = attacked. */
export function batadalPair(): { train: Series; test: Series; labels: Uint8Array } {
  const { series, windows } = batadal()
  const labels = new Uint8Array(series.times.length)
  for (const { first, last } of windows) labels.fill(1, first, last + 1)
  return { train: batadalSeries('16-batadal03.csv'), test: series, labels }
}

function batadalSeries(file: string): Series {
  const [header, ...rows] = table(`../realdata/files/${file}`, ',').map((row) => row.map((cell) => cell.trim()))
  // The last column is the label, which the organisers left incomplete on purpose.
  const names = header.slice(1, -1)
  return series(
    names,
    rows.map((row) => hourOf(row[0])),
    names.map((_, c) => rows.map((row) => Number(row[c + 1]))),
  )
}

/** "13/09/16 23": day first, and the hour. */
function hourOf(text: string): number {
  const [day, month, year, hour] = text.split(/[/ ]/).map(Number)
  return Date.UTC(2000 + year, month - 1, day, hour)
}

/** SMAP, channel A-1, its test part: 8,640 rows of 25 numbers; rows 4,690 to 4,774 are what the laboratory labelled. */
function smap(): WholeFile {
  const bytes = readFileSync(join(shared, 'realdata/files/19-smap-A-1.npy'))
  const [rows, channels] = [8640, 25]
  const start = bytes.length - rows * channels * 8
  const at = (row: number, c: number) => bytes.readDoubleLE(start + 8 * (row * channels + c))
  const all = Array.from({ length: rows }, (_, row) => row)
  return {
    name: 'A-1',
    // The file has no times; a row is one minute.
    series: series(
      Array.from({ length: channels }, (_, c) => `x${c + 1}`),
      all.map((row) => 60_000 * row),
      Array.from({ length: channels }, (_, c) => all.map((row) => at(row, c))),
    ),
    windows: [{ first: 4690, last: 4774 }],
  }
}
