import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietJob, type Job } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { explore } from '../../src-main/engine/jobs/explore/index.ts'
import { previewCleaning } from '../../src-main/engine/jobs/data/cleaning.ts'
import { quality } from '../../src-main/engine/jobs/data/quality.ts'
import type { ExploreQuestion } from '../../src-main/shared/data/explore.ts'
import { timeRow, type BenchRow } from './row.ts'

const bound = 'no counterpart: it is a bound'

/**
 * Quality of 10,000,000 × 8 rows with the memory it takes, each question about them and how soon it ends when another one is asked, the
 * preview of a cleaning step, and a correlation of 50 × 1,000,000. Seconds of the processor: other work on the machine does not lengthen them.
 */
export async function exploreRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-bench-'))
  try {
    const long = makeProject(join(folder, 'long.anomaly'), 10_000_000, 8)
    const wide = makeProject(join(folder, 'wide.anomaly'), 1_000_000, 50)
    const before = process.memoryUsage().rss
    let most = 0
    const job = quietJob({ onProgress: () => void (most = Math.max(most, process.memoryUsage().rss)) })
    const report = await seconds(() => quality({ project: long.project, dataset: long.dataset }, job))
    const of = '10,000,000 rows × 8 channels'
    const rows: BenchRow[] = [
      timeRow('explore', `quality of ${of}`, report, null, bound),
      {
        group: 'explore',
        name: `memory that quality of ${of} adds`,
        unit: 'MB',
        ours: (most - before) / 1e6,
        peer: null,
        theirs: bound,
        ratio: null,
      },
    ]
    const pauses = pausesOf()
    for (const question of questions(long))
      for (const exact of [false, true]) {
        const name = `${question.kind} of ${of}, ${exact ? 'all rows' : 'first answer'}`
        rows.push(
          timeRow('explore', name, await seconds(() => ask(long, question, exact, pauses.job(name))), null, bound),
        )
      }
    const { seconds: longest, name } = pauses.longest()
    rows.push(timeRow('explore', `longest until a question ends that is given up: ${name}`, longest, null, bound))
    for (const [where, end] of [
      ['all rows in view', long.end],
      ['an hour in view', long.start + 3_600_000],
    ] as const)
      // prettier-ignore
      rows.push(
        timeRow('explore', `preview of cleaning one channel (Hampel) of ${of}, ${where}`, await seconds(() => previewed(long, end)), null, bound), // prettier-ignore
      )
    const correlate = () => ask(wide, { kind: 'together', method: 'pearson' }, true, quietJob())
    rows.push(
      timeRow('explore', 'correlation of 50 channels × 1,000,000 rows, exact', await seconds(correlate), null, bound),
    )
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const questions = ({ dataset, channels, start, end }: Made): ExploreQuestion[] => [
  { kind: 'distributions', log: false, selected: null },
  { kind: 'together', method: 'pearson' },
  { kind: 'scatter', x: channels[0], y: channels[1], colour: 'time' },
  { kind: 'rhythm', channel: channels[0], period: null, method: 'stl' },
  {
    kind: 'overlay',
    channel: channels[0],
    by: 86_400_000,
    offset: 0,
    anchor: 'start',
    stretched: false,
    run: null,
    cut: null,
    before: 0,
    after: 0,
  },
  { kind: 'scatter-matrix' },
  {
    kind: 'cycles',
    cut: { channel: channels[0], edge: 'rises', level: 1, formula: null, leastMs: 3_600_000 },
    shape: channels[1],
    groups: null,
  },
  { kind: 'statistics', limit: 1 },
  { kind: 'compare', with: { dataset, start, end: (start + end) / 2 }, shift: null },
  {
    kind: 'control',
    channel: channels[0],
    chart: 'i-mr',
    book: 'nelson',
    spread: 'moving-range',
    subgroup: 5,
    allowance: 0.5,
    decision: 5,
    most: 10,
    weight: 0.2,
    width: 3,
    normal: { ranges: [], unlabelled: false },
  },
]

interface Made {
  project: string
  dataset: number
  channels: number[]
  start: number
  end: number
}

/** A comparison is of the second half with the first. */
const ask = ({ project, dataset, channels, start, end }: Made, question: ExploreQuestion, exact: boolean, job: Job) => {
  const from = question.kind === 'compare' ? (start + end) / 2 : start
  return explore({ project, dataset, channels, start: from, end, labelSet: null, question, exact }, job)
}

const previewed = ({ project, dataset, start }: Made, end: number) =>
  previewCleaning(
    {
      project,
      dataset,
      steps: [{ step: 'hampel', on: true, channels: ['channel 0'], params: {} }],
      channel: 'channel 0',
      start,
      end,
      points: 2000,
    },
    quietJob(),
  )

const processorSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = processorSeconds()
  await work()
  return processorSeconds() - began
}

/** How long jobs go on between two looks at whether they are cancelled. */
function pausesOf() {
  let most = { seconds: 0, name: '' }
  return {
    longest: () => most,
    job(name: string): Job {
      const job = quietJob()
      let last = processorSeconds()
      return {
        ...job,
        async checkpoint(progress) {
          const pause = processorSeconds() - last
          if (pause > most.seconds) most = { seconds: pause, name }
          await job.checkpoint(progress)
          last = processorSeconds()
        },
      }
    },
  }
}

/** Seconds apart, a daily course of different size in each channel, and noise. */
export function makeProject(project: string, rows: number, channels: number): Made {
  const random = seededRandom(6)
  const start = Date.UTC(2024, 0, 1)
  const db = openProject(project, { role: 'app', create: true })
  const dataset = createDataset(db, { name: 'bench', sourceFile: 'bench.csv', zone: 'UTC', recipe: null })
  const names = Array.from({ length: channels }, (_, i) => ({ name: `channel ${i}`, unit: null }))
  const writer = createDatasetWriter(db, dataset, names)
  const step = 100_000
  for (let from = 0; from < rows; from += step) {
    const times = Float64Array.from({ length: step }, (_, i) => start + (from + i) * 1000)
    const common = times.map((time) => Math.sin((time / 86_400_000) * 2 * Math.PI))
    writer.write(
      times,
      names.map((_, c) => common.map((v) => v * (1 + c / 10) + random.next() + random.next())),
    )
  }
  writer.finish()
  finishDataset(db, dataset, null)
  const info = getDataset(db, dataset)
  closeProject(db)
  return { project, dataset, channels: info.channels.map(({ id }) => id), start: info.start, end: info.end }
}
