import { z } from 'zod'
import { badInput } from '../../shared/errors.ts'
import { checked, type FoundLabel } from './checked.ts'
import { fileName, parseJson, samePath } from './file-text.ts'
import { heldBy, zoneLeftOut } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { fractionDigits, parseTimes, wallClock } from './label-times.ts'

const windows = z.record(z.string(), z.array(z.union([z.tuple([z.string(), z.string()]), z.string()])))

/** Windows of the Numenta Anomaly Benchmark: {"folder/file.csv": [["start", "end"], …]}, wall-clock times of the dataset's zone. */
export const nabWindows: LabelFormat = {
  id: 'nab-windows',
  name: 'NAB windows (JSON)',
  extension: '.json',
  perPoint: false,
  recognises: (text, name) =>
    /^\s*\{\s*("[^"]*\.csv"\s*:\s*\[|\})/.test(text) ? 1 : /window/i.test(name) && /\.json$/i.test(name) ? 0.6 : 0,

  parse(text, context) {
    const whole = parseJson(text)
    context.tell?.(0.4)
    const parsed = windows.safeParse(whole)
    context.tell?.(0.6)
    if (!parsed.success)
      throw badInput(
        'This is not a file of NAB windows: for every data file it should hold a list of ["start", "end"] pairs.',
        parsed.error.message,
      )
    const files = Object.keys(parsed.data)
    const key = files.filter((file) => samePath(file, context.datasetFile))
    if (key.length === 0)
      throw badInput(
        `The file has windows for ${files.length === 1 ? `"${files[0]}"` : `${files.length} data files`}, but none for "${fileName(context.datasetFile)}".`,
      )
    if (key.length > 1)
      throw badInput(
        `The file has windows for ${key.map((file) => `"${file}"`).join(' and ')}; from the name "${fileName(context.datasetFile)}" alone it cannot be told which is meant.`,
      )
    const entries = parsed.data[key[0]].map((entry) => (typeof entry === 'string' ? [entry, entry] : entry))
    const times = parseTimes(entries.flat(), context.zone)
    context.tell?.(0.9)
    const found = entries.map((_, i): FoundLabel => ({
      start: times[2 * i],
      end: times[2 * i + 1],
      class: 'anomaly',
      channels: [],
      note: '',
      where: `window ${i + 1} of "${key[0]}"`,
    }))
    return checked(found, context)
  },

  write(labels, context) {
    const { labels: held, leftOut } = heldBy('a file of NAB windows', { classes: ['anomaly'] }, labels)
    const clock = wallClock(
      context.zone,
      fractionDigits(
        held.flatMap((label) => [label.start, label.end]),
        6,
      ),
    )
    return {
      text:
        JSON.stringify(
          { [context.datasetFile]: held.map((label) => [clock(label.start), clock(label.end)]) },
          null,
          1,
        ) + '\n',
      leftOut: [
        ...leftOut,
        ...zoneLeftOut(
          context.zone,
          held,
          'times are written by its clock, without its name; in an hour that the clocks repeat they are read as the first',
        ),
      ],
    }
  },
}
