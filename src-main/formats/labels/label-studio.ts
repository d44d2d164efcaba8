import { z } from 'zod'
import { badInput } from '../../shared/errors.ts'
import type { LabelStatus } from '../../shared/project.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import { checked, type FoundLabel } from './checked.ts'
import { rowsOf } from './dataset-rows.ts'
import { fileName } from './file-text.ts'
import type { LabelContext, ParsedLabels } from './label-format.ts'
import { parseTimes } from './label-times.ts'

/**
 * What Label Studio's TimeSeriesLabels tag makes of a time range. start, end — epoch ms where the time axis is a date, the number of
 * the time column or of the row where it is a number, text where a time format is set.
 */
export const regionValue = z.looseObject({
  start: z.union([z.number(), z.string()]),
  end: z.union([z.number(), z.string()]).nullish(),
  timeserieslabels: z.array(z.string()).optional(),
  meta: z.unknown().optional(),
})
const metaText = z.object({ text: z.union([z.string(), z.array(z.string())]) })

/** One range with the place to name when something is wrong with it. */
export interface Region {
  value: z.infer<typeof regionValue>
  note: string
  status?: LabelStatus
  certainty?: number
  where: string
}

/** One labelled file: what it is called in its task, the ranges, and how many results are no time ranges. */
export interface Task {
  names: string[]
  regions: Region[]
  others: number
  annotations: number
}

/** The note of a result: Label Studio keeps it as text in "meta". */
export function noteOf(meta: unknown): string {
  const read = metaText.safeParse(meta)
  return read.success ? [read.data.text].flat().join('\n') : ''
}

/** The value of a label as TimeSeriesLabels writes it. */
export const valueOf = ({ start, end, class: name }: FileLabel) => ({
  start,
  end,
  instant: start === end,
  timeserieslabels: [name],
})

/** File names among the values of a task, as far as they look like one. */
export const namesIn = (values: readonly unknown[]) =>
  values.filter(
    (value): value is string =>
      typeof value === 'string' && value.length < 1000 && /\.[a-z0-9]{2,8}$/i.test(value) && !value.includes('\n'),
  )

/** Uploads get eight hexadecimal digits before their name, and other signs become underscores. */
const plainName = (name: string) =>
  (name.split(/[\\/?=&]/).at(-1) ?? name)
    .replace(/^[0-9a-f]{8}-/i, '')
    .replaceAll(/[^\p{L}\p{N}.]+/gu, '_')
    .toLowerCase()

/** Labels of the task that is about the dataset. Throws bad-input where none is, or it cannot be told which. */
export function labelsOf(tasks: Task[], context: LabelContext): ParsedLabels {
  const { task, problems } = taskOf(tasks, context)
  const times = regionTimes(task.regions, context)
  const found = task.regions.flatMap(({ value, note, status, certainty, where }, i): FoundLabel[] => {
    const classes = value.timeserieslabels?.length ? value.timeserieslabels : ['anomaly']
    return classes.map((name) => ({
      start: times[2 * i],
      end: times[2 * i + 1],
      class: name.trim().slice(0, 100) || 'anomaly',
      channels: [],
      note,
      ...(status ? { status } : {}),
      ...(certainty === undefined ? {} : { certainty }),
      where,
    }))
  })
  if (task.others)
    problems.push(
      `${task.others.toLocaleString('en')} ${task.others === 1 ? 'result is no time range and is' : 'results are no time ranges and are'} left out.`,
    )
  if (task.annotations > 1)
    problems.push(`The task was annotated ${task.annotations} times; the labels of all annotations are read.`)
  const read = checked(found, context)
  return { labels: read.labels, problems: [...problems, ...read.problems] }
}

function taskOf(tasks: Task[], context: LabelContext): { task: Task; problems: string[] } {
  if (tasks.length === 0) throw badInput('The Label Studio file holds no tasks.')
  const own = `"${fileName(context.datasetFile)}"`
  const fitting = tasks.filter((task) => task.names.some((name) => plainName(name) === plainName(context.datasetFile)))
  if (fitting.length === 0 && tasks.length > 1)
    throw badInput(`The Label Studio file has ${tasks.length.toLocaleString('en')} tasks, but none about ${own}.`)
  const [task] = fitting.length ? fitting : tasks
  const problems =
    fitting.length === 0 && task.names.length
      ? [`The task is about "${fileName(task.names[0])}", not about ${own}.`]
      : []
  if (fitting.length <= 1) return { task, problems }
  return {
    task: {
      names: task.names,
      regions: fitting.flatMap((one) => one.regions),
      others: fitting.reduce((sum, one) => sum + one.others, 0),
      annotations: fitting.reduce((sum, one) => sum + one.annotations, 0),
    },
    problems: [`${fitting.length} tasks are about ${own}; the labels of all are read.`],
  }
}

/** [2·regions] start and end of each, epoch ms. */
function regionTimes(regions: Region[], context: LabelContext): Float64Array {
  const cells = regions.flatMap(({ value }) => [value.start, value.end ?? value.start])
  const texts = parseTimes(
    cells.map((cell) => (typeof cell === 'string' ? cell : '')),
    context.zone,
  )
  const numbers = numbersAsTimes(
    cells.filter((cell) => typeof cell === 'number'),
    context,
  )
  let next = 0
  return Float64Array.from(cells, (cell, i) => (typeof cell === 'number' ? numbers[next++] : texts[i]))
}

/** Numbers mean milliseconds, seconds or rows: whatever puts most of them inside the data, milliseconds first. */
function numbersAsTimes(numbers: number[], context: LabelContext): Float64Array {
  const inside = (times: Float64Array) =>
    times.reduce((n, time) => n + Number(time >= context.start && time <= context.end), 0)
  const largest = numbers.reduce((most, n) => Math.max(most, Math.abs(n)), 0)
  const rows = rowsOf(context)
  const readings = [
    () => Float64Array.from(numbers),
    () => Float64Array.from(numbers, (n) => n * 1000),
    () => {
      if (largest > rows.count) return Float64Array.of()
      const times = rows.times()
      return Float64Array.from(numbers, (n) => times[Math.min(Math.max(0, Math.round(n)), rows.count - 1)])
    },
  ]
  let best = { times: readings[0](), inside: 0 }
  best.inside = inside(best.times)
  for (const reading of readings.slice(1)) {
    if (best.inside === numbers.length) break
    const times = reading()
    const count = inside(times)
    if (count > best.inside) best = { times, inside: count }
  }
  return best.times
}
