import { z } from 'zod'
import { badInput } from '../../shared/errors.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import { fileName, parseJson } from './file-text.ts'
import { heldBy, zoneLeftOut } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { labelsOf, namesIn, noteOf, regionValue, valueOf, type Region, type Task } from './label-studio.ts'

const result = z.looseObject({
  value: z.unknown().optional(),
  meta: z.unknown().optional(),
  score: z.number().nullish(),
})
const marked = z.looseObject({
  result: z.array(result).default([]),
  was_cancelled: z.boolean().nullish(),
  score: z.number().nullish(),
})
const fullTask = z.looseObject({
  data: z.record(z.string(), z.unknown()).default({}),
  file_upload: z.string().nullish(),
  annotations: z.array(marked).optional(),
  /** What versions before 1.0 called annotations. */
  completions: z.array(marked).optional(),
  /** Some exports give only their numbers. */
  predictions: z.array(z.union([marked, z.number()])).optional(),
})

/** Exports of Label Studio's time series projects: JSON, and JSON_MIN when reading. Proposed labels are predictions there. */
export const labelStudioJson: LabelFormat = {
  id: 'label-studio-json',
  name: 'Label Studio (JSON)',
  extension: '.json',
  perPoint: false,
  recognises(text, name) {
    if (!/^\ufeff?\s*[[{]/.test(text)) return 0
    if (/"timeserieslabels"\s*:/.test(text)) return 1
    return /"(annotations|completions)"\s*:\s*\[/.test(text)
      ? 0.9
      : /^\ufeff?\s*\[\s*(\{|\]|$)/.test(text) && /\.json$/i.test(name)
        ? 0.3
        : 0
  },

  parse(text, context) {
    const whole = parseJson(text)
    const tasks = (Array.isArray(whole) ? whole : [whole]).map((task: unknown, i, all: unknown[]) =>
      readTask(task, i + 1, (share) => context.tell?.((i + share) / all.length)),
    )
    return labelsOf(tasks, context)
  },

  write(labels, context) {
    const { labels: held, leftOut } = heldBy(
      'a Label Studio export',
      { classes: 'all', notes: true, status: ['proposed'], certainty: true },
      labels,
    )
    const results = (list: FileLabel[], kind: string) =>
      list.map((label, i) => ({
        id: `${kind}${i + 1}`,
        from_name: 'label',
        to_name: 'ts',
        type: 'timeserieslabels',
        value: valueOf(label),
        ...(label.note === '' ? {} : { meta: { text: [label.note] } }),
        ...((label.certainty ?? 1) === 1 ? {} : { score: label.certainty }),
      }))
    const proposed = held.filter((label) => label.status === 'proposed')
    const task = {
      id: 1,
      data: { csv: context.datasetFile },
      annotations: [
        {
          id: 1,
          was_cancelled: false,
          result: results(
            held.filter((label) => (label.status ?? 'accepted') === 'accepted'),
            'label',
          ),
        },
      ],
      predictions: proposed.length ? [{ id: 1, result: results(proposed, 'proposal') }] : [],
    }
    return {
      text: JSON.stringify([task], null, 1) + '\n',
      leftOut: [...leftOut, ...zoneLeftOut(context.zone, held, 'times are written in UTC, as milliseconds')],
    }
  },
}

/** tell — how much of the task was gone through, 0…1. */
function readTask(value: unknown, number: number, tell: (share: number) => void): Task {
  tell(0.4)
  const read = fullTask.safeParse(value)
  if (!read.success)
    throw badInput(`Task ${number} of the Label Studio file is not built as its exports are.`, read.error.message)
  const { data, file_upload, annotations, completions, predictions } = read.data
  const done = annotations ?? completions
  if (!done && !predictions) return readShortTask(value, number)
  const given = (done ?? []).filter((annotation) => !annotation.was_cancelled)
  const task: Task = {
    names: namesIn([...Object.values(data), file_upload]),
    regions: [],
    others: 0,
    annotations: given.length,
  }
  for (const { result } of given) addRegions(task, result, number, {}, (share) => tell(0.5 + share / 2))
  const known = new Set(task.regions.map(keyOf))
  // A prediction that somebody took over stands in the export twice.
  for (const prediction of predictions ?? []) {
    if (typeof prediction === 'number') continue
    const proposals: Task = { names: [], regions: [], others: 0, annotations: 0 }
    addRegions(proposals, prediction.result, number, { status: 'proposed' })
    task.regions.push(...proposals.regions.filter((region) => !known.has(keyOf(region))))
  }
  return task
}

const keyOf = ({ value }: Region) => JSON.stringify([value.start, value.end, value.timeserieslabels])

function addRegions(
  task: Task,
  results: z.infer<typeof result>[],
  number: number,
  kind: Pick<Region, 'status'>,
  tell?: (share: number) => void,
) {
  results.forEach(({ value, meta, score }, i) => {
    if (i % 10_000 === 0) tell?.(i / results.length)
    const region = regionValue.safeParse(value)
    if (!region.success) return void task.others++
    const certain = typeof score === 'number' && score >= 0 && score <= 1 ? { certainty: score } : {}
    task.regions.push({
      value: region.data,
      note: noteOf(meta),
      ...kind,
      ...certain,
      where: `result ${i + 1} of task ${number}`,
    })
  })
}

/** JSON_MIN: the data's own keys beside one key per tag, which holds the values. */
function readShortTask(value: unknown, number: number): Task {
  const fields = z.record(z.string(), z.unknown()).parse(value)
  const lists = Object.values(fields)
    .filter((field) => Array.isArray(field))
    .flat()
  const regions = lists.flatMap((item, i): Region[] => {
    const region = regionValue.safeParse(item)
    return region.success && region.data.timeserieslabels
      ? [{ value: region.data, note: noteOf(region.data.meta), where: `result ${i + 1} of task ${number}` }]
      : []
  })
  const names = namesIn(Object.values(fields))
  if (regions.length === 0 && names.length === 0)
    throw badInput(`Task ${number} of the Label Studio file has neither annotations nor the name of a file.`)
  return { names: names.map(fileName), regions, others: 0, annotations: 1 }
}
