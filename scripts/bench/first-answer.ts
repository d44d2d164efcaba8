import { firstAnswer, usualRows } from '../../src-main/analysis/first-answer.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { judge } from '../../src-main/analysis/judgement/judge.ts'
import { usualStep } from '../../src-main/analysis/preprocessing/gaps.ts'
import { strangestOf } from '../../src-main/analysis/strangest/strangest.ts'
import { toPlainError } from '../../src-main/shared/errors.ts'
import type { RowRange } from '../../src-main/shared/data/series.ts'
import { wholeFiles, type WholeFile } from './reference-data.ts'
import type { Kind } from './simulated/draw.ts'
import { filesOf, firstKinds, laterKinds, switchedKinds } from './simulated/index.ts'

const WEEK_MS = 7 * 24 * 3600 * 1000

interface Found {
  windows: number
  found: number
  falseAlarms: number
  weeks: number
  isSilent: boolean
  isFirst: boolean
  amongThree: boolean
}

/**
 * What a person gets who opens a file and presses the button: labelled windows found, false alarms a week, files without an alarm, files
 * with an anomaly among the three strangest stretches. Every second file apart: settings that suit one half only would show.
 */
export async function firstAnswerRows() {
  const rows: { name: string; cells: Record<string, number | null>; note?: string }[] = []
  for (const [name, files] of wholeFiles())
    for (const half of files.length > 1 ? [0, 1] : [0]) {
      const began = performance.now()
      const chosen = files.filter((_, i) => i % 2 === half)
      const answers: Found[] = []
      const problems: string[] = []
      for (const file of chosen)
        try {
          answers.push(await answered(file))
        } catch (error) {
          problems.push(`${file.name}: ${toPlainError(error).message}`)
        }
      const labelled = answers.filter((answer) => answer.windows > 0)
      const sum = (of: (answer: Found) => number) => answers.reduce((total, answer) => total + of(answer), 0)
      rows.push({
        name: files.length > 1 ? `${name}, ${half === 0 ? 'first, third …' : 'second, fourth …'} file` : name,
        cells: {
          files: chosen.length,
          windows: sum((a) => a.windows),
          found: sum((a) => a.found),
          'false alarms a week': sum((a) => a.falseAlarms) / sum((a) => a.weeks),
          'files silent': labelled.filter((a) => a.isSilent).length,
          'with windows': labelled.length,
          'among the three strangest': labelled.filter((a) => a.amongThree).length,
          'could not be answered': problems.length,
          seconds: (performance.now() - began) / 1000,
        },
      })
      for (const problem of problems) console.error(problem)
    }
  return rows
}

/** Of every kind of simulated data five files, answered in the same way. */
export const kindRows = async () => {
  const rows = await rowsOf(firstKinds)
  return [...rows, together('all', rows)]
}

/** The same of the kinds that came later, and what each half of them has together. */
export async function laterRows() {
  const rows = await rowsOf(laterKinds)
  const half = (which: number) => rows.filter((_, i) => i % 2 === which)
  return [...rows, together('first, third … kind', half(0)), together('second, fourth … kind', half(1))]
}

/** The same of machines that are switched, which nothing was chosen by. */
export const switchedRows = () => rowsOf(switchedKinds)

interface KindRow {
  name: string
  cells: ReturnType<typeof cellsOf>
}

async function rowsOf(kinds: readonly Kind[]): Promise<KindRow[]> {
  const rows: KindRow[] = []
  for (const kind of kinds) {
    const answers: Found[] = []
    for (const { series, faults } of filesOf(kind, 5))
      answers.push(await answered({ name: kind.name, series, windows: faults }))
    rows.push({ name: kind.name, cells: cellsOf(answers) })
    console.error(`${kind.name}: ${JSON.stringify(rows.at(-1)!.cells)}`)
  }
  return rows
}

function together(name: string, rows: readonly KindRow[]): KindRow {
  const keys = Object.keys(rows[0].cells) as (keyof KindRow['cells'])[]
  const cells = { ...rows[0].cells }
  for (const key of keys) cells[key] = rows.reduce((sum, row) => sum + row.cells[key], 0)
  return { name, cells }
}

const cellsOf = (answers: readonly Found[]) => {
  const sum = (of: (answer: Found) => number) => answers.reduce((total, answer) => total + of(answer), 0)
  return {
    files: answers.length,
    faults: sum((a) => a.windows),
    found: sum((a) => a.found),
    'false alarms': sum((a) => a.falseAlarms),
    first: sum((a) => Number(a.isFirst)),
    'among the three strangest': sum((a) => Number(a.amongThree)),
    silent: sum((a) => Number(a.isSilent)),
  }
}

export async function answered({ series, windows }: WholeFile): Promise<Found> {
  const { suggestion, trained, result, series: used } = await firstAnswer(series, quietJob({ seed: 1 }))
  const { times } = series
  const last = times.length - 1
  const { detections } = await judge(
    {
      scores: result.scores,
      times,
      stepMs: usualStep(times),
      labels: null,
      training: trained.model.trainingScores,
      threshold: {
        ...suggestion.threshold,
        mergeGapMs: suggestion.mergeGapMs,
        minDurationMs: suggestion.minDurationMs,
        hysteresis: 1,
      },
      modes: null,
      judged: { first: 0, last },
      heldOut: null,
      seen: null,
      intervals: false,
    },
    quietJob(),
  )
  const stretches = strangestOf({
    scores: result.scores,
    times,
    names: used.channels.map((channel) => channel.name),
    values: used.values,
    contributions: result.contributions,
    window: trained.window,
    calibration: trained.model.usual ?? null,
    usual: usualRows(trained.trained, times.length),
  })
  const meets = (a: RowRange, b: RowRange) => a.first <= b.last && a.last >= b.first
  const isHit = (range: RowRange) => windows.some((window) => meets(range, window))
  return {
    windows: windows.length,
    found: windows.filter((window) => detections.some((detection) => meets(detection, window))).length,
    falseAlarms: detections.filter((detection) => !isHit(detection)).length,
    weeks: (times[last] - times[0]) / WEEK_MS,
    isSilent: detections.length === 0,
    isFirst: stretches.slice(0, 1).some(isHit),
    amongThree: stretches.slice(0, 3).some(isHit),
  }
}
