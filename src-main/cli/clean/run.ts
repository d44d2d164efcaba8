import { basename, extname } from 'node:path'
import { align } from '../../analysis/cleaning/align.ts'
import { durationMs } from '../../shared/duration.ts'
import { applySteps } from '../../analysis/cleaning/apply.ts'
import { stepInfos } from '../../analysis/cleaning/index.ts'
import { quietJob } from '../../analysis/job.ts'
import { writeTable } from '../../formats/exporters/table-file.ts'
import { readSeries, type ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import { writeOutput } from '../../files/output.ts'
import { coverages, resamplings, type Alignment } from '../../shared/data/alignment.ts'
import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { stepText } from '../../shared/data/cleaning-text.ts'
import { counted } from '../../shared/counted.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { Series } from '../../shared/data/series.ts'
import { checkFile } from '../check-file.ts'
import { stepsFrom, type TypedStep } from '../cleaning-options.ts'
import { outputFrom } from '../output.ts'
import { watchProgress } from '../progress.ts'

/** As typed. */
export interface CleanOptions {
  with?: string[]
  align?: string
  how?: string
  rows?: string
  list?: boolean
  out?: string
  stepsOut?: string
  force?: boolean
  json?: boolean
}

/** changed — values that are others than before, of those at the same times; before, after — rows and missing values. */
export interface CleanResult {
  file: string
  steps: CleaningStep[]
  /** Where several files were laid on one clock first. */
  aligned?: Alignment & { files: string[] }
  rows: { before: number; after: number }
  channels: {
    name: string
    unit: string | null
    missing: { before: number | null; after: number }
    changed: number | null
  }[]
  out: string | null
  notes: string[]
}

/** Reads, cleans, compares and writes. Throws bad-input with a sentence. */
export async function runClean(
  file: string | undefined,
  typed: readonly TypedStep[],
  options: CleanOptions,
): Promise<CleanResult> {
  if (file === undefined) throw badInput('Name the file to clean, or give --list for the steps that there are.')
  checkFile(file)
  const steps = stepsFrom(typed)
  const others = options.with ?? []
  const alignment = alignmentFrom(others, options)
  if (steps.length === 0 && !alignment)
    throw badInput("There is nothing to do: give a step, such as --step 'hampel window=7', or --clean FILE.")
  const out = options.out === undefined ? null : outputFrom(options.out, options.force, [file, ...others])
  const stepsOut =
    options.stepsOut === undefined ? null : outputFrom(options.stepsOut, options.force, [file, ...others])
  const progress = watchProgress()
  const job = quietJob({ onProgress: progress.report })
  try {
    const read: { file: string; found: ReadSeries }[] = []
    for (const path of [file, ...others])
      read.push({ file: path, found: await named(path, () => readSeries(path, null, job)) })
    const before = alignment
      ? align(
          read.map(({ file: path, found }) => ({ name: basename(path, extname(path)), series: found.series })),
          alignment,
        )
      : read[0].found.series
    const { series } = await named(file, async () => applySteps(before, steps))
    if (out) await writeTable(out, 'csv', tableOf(series), job)
    if (stepsOut) await writeOutput(stepsOut, (handle) => handle.writeFile(`${JSON.stringify(steps, null, 2)}\n`))
    return {
      file,
      steps,
      ...(alignment && { aligned: { files: [file, ...others], ...alignment } }),
      ...compared(before, series),
      out: out && out.path,
      notes: read.flatMap(({ file: path, found }) =>
        found.report.problems.map((problem) => `${basename(path)}: ${problem.message}`),
      ),
    }
  } finally {
    progress.end()
  }
}

/** Throws bad-input where an option lacks the other, or has no meaning. */
function alignmentFrom(
  others: readonly string[],
  { align: step, how, rows = 'inner' }: CleanOptions,
): Alignment | null {
  others.forEach(checkFile)
  if (others.length === 0) {
    if (step !== undefined || how !== undefined)
      throw badInput('--align and --how go with --with, which names another file.')
    return null
  }
  const stepMs = step === undefined ? null : durationMs(step)
  if (stepMs === null || stepMs <= 0)
    throw badInput(
      step === undefined
        ? 'Say on which step the files are laid, such as --align 10s.'
        : `--align takes a duration such as 10s or 1min, not "${step}".`,
    )
  const by = resamplings.find((one) => one === (how ?? 'time-mean'))
  if (!by) throw badInput(`--how takes ${resamplings.join(', ')}, not "${how}".`)
  const which = coverages.find((one) => one === rows)
  if (!which) throw badInput(`--rows takes inner or outer, not "${rows}".`)
  return { stepMs, how: by, rows: which }
}

async function named<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${basename(file)}: ${error.message}`, error.detail)
      : error
  }
}

const tableOf = ({ times, channels, values }: Series) => ({
  rows: times.length,
  columns: [
    { name: 'time', kind: 'time' as const, value: (row: number) => times[row] },
    ...channels.map(({ name, unit }, c) => ({
      name: unit === null ? name : `${name} [${unit}]`,
      kind: 'number' as const,
      value: (row: number) => values[c][row],
    })),
  ],
})

function compared(before: Series, after: Series): Pick<CleanResult, 'rows' | 'channels'> {
  const sameRows = before.times.length === after.times.length && before.times.every((t, i) => t === after.times[i])
  const missing = (values: Float64Array) => values.reduce((n, v) => n + Number(Number.isNaN(v)), 0)
  return {
    rows: { before: before.times.length, after: after.times.length },
    channels: after.channels.map(({ name, unit }, c) => {
      const at = before.channels.findIndex((channel) => channel.name === name)
      const old = at < 0 ? null : before.values[at]
      const changed =
        old && sameRows
          ? after.values[c].reduce((n, v, i) => n + Number(!Object.is(v, old[i]) && v !== old[i]), 0)
          : null
      return { name, unit, missing: { before: old && missing(old), after: missing(after.values[c]) }, changed }
    }),
  }
}

export function cleanedInWords({ file, steps, aligned, rows, channels, out }: CleanResult): string {
  const number = (n: number) => n.toLocaleString('en')
  const lines = channels.map(({ name, missing, changed }) => {
    const parts = [
      missing.before === null ? 'new' : null,
      changed === null ? null : changed === 0 ? 'unchanged' : `${counted(changed, 'value')} changed`,
      missing.before === missing.after || missing.before === null
        ? `${number(missing.after)} missing`
        : `${number(missing.before)} → ${number(missing.after)} missing`,
    ]
    return `  ${name}: ${parts.filter((part) => part !== null).join(', ')}`
  })
  return [
    ...(aligned ? [`${aligned.files.map((one) => basename(one)).join(' and ')} on one clock, ${aligned.rows}`] : []),
    `${basename(file)} after ${counted(steps.filter((step) => step.on).length, 'step')}: ${number(rows.before)} → ${counted(rows.after, 'row')}`,
    ...steps.map((step, i) => `  ${i + 1}. ${stepText(step)}${step.on ? '' : ' (off)'}`),
    ...lines,
    ...(out ? [`Written to ${out}`] : []),
  ].join('\n')
}

export function listSteps(json: boolean): string {
  const infos = stepInfos()
  if (json) return JSON.stringify(infos, null, 2)
  return infos
    .map(({ id, summary, params, byChannel }) => {
      const lines = Object.entries(params).map(([key, { help }]) => `    ${key}: ${help}`)
      return [
        `${id}: ${summary}`,
        ...lines,
        ...(byChannel ? ['    channels: names with commas between; all otherwise.'] : []),
      ].join('\n')
    })
    .join('\n')
}
