import { z } from 'zod'
import { badInput } from '../../shared/errors.ts'
import type { LabelFormat } from './label-format.ts'
import { parseLabelTime, writeLabelTime } from './label-time.ts'

const file = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])))

/** NAB's windows: `{"folder/file.csv": [["start", "end"], …]}`, times as in the data files (Lavin and Ahmad 2015). */
export const nabWindows: LabelFormat = {
  id: 'nab',
  name: 'NAB windows (JSON)',
  extension: '.json',
  recognises: (text, fileName) => (/^\s*\{\s*"[^"]+\.csv"\s*:\s*\[/.test(text) ? 1 : fileName.endsWith('.json') ? 0.1 : 0),
  parse(text, context) {
    const windows = entriesOf(text)
    const name = entryFor(Object.keys(windows), context.datasetFile)
    return {
      problems: [],
      labels: windows[name].map(([start, end]) => {
        const range = { start: parseLabelTime(start, context.zone), end: parseLabelTime(end, context.zone) }
        if (range.end < range.start) throw badInput(`The window ${start} – ${end} of "${name}" ends before it starts.`)
        return { ...range, class: 'anomaly', channels: [], note: '' }
      }),
    }
  },
  write(labels, context) {
    const windows = labels.map(({ start, end }) => [writeLabelTime(start, context.zone), writeLabelTime(end, context.zone)])
    const leftOut = [
      new Set(labels.map((l) => l.class)).size > 1 && 'NAB windows have no class: all classes are written as one.',
      labels.some((l) => l.channels.length > 0) && 'NAB windows have no channels: labels of single channels are written for the whole series.',
      labels.some((l) => l.note !== '') && 'NAB windows have no notes: notes are left out.',
      labels.some((l) => (l.status ?? 'accepted') !== 'accepted') && 'NAB windows have no status: proposed and rejected labels are written like accepted ones.',
    ].filter((sentence) => sentence !== false)
    return { text: `${JSON.stringify({ [context.datasetFile]: windows }, null, 2)}\n`, leftOut }
  },
}

function entriesOf(text: string): z.infer<typeof file> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw badInput(`The file is not complete JSON (${(error as Error).message}). It may have been cut off.`)
  }
  const checked = file.safeParse(parsed)
  if (!checked.success) throw badInput(`The file is JSON, but not NAB windows: ${checked.error.issues[0].path.join('.')} ${checked.error.issues[0].message}.`)
  return checked.data
}

/** The entry of the data file: the same folder and name, else the only one with the same name. */
function entryFor(names: string[], datasetFile: string): string {
  const base = (path: string) => path.split(/[\\/]/).at(-1)!.toLowerCase()
  const normal = datasetFile.replaceAll('\\', '/').toLowerCase()
  const whole = names.find((name) => normal === name.toLowerCase() || normal.endsWith(`/${name.toLowerCase()}`))
  const found = whole ? [whole] : names.filter((name) => base(name) === base(datasetFile))
  if (found.length === 1) return found[0]
  throw badInput(found.length === 0
    ? `The label file has no entry for "${base(datasetFile)}". It holds ${names.length} others, for example "${names[0] ?? 'none'}".`
    : `The label file has ${found.length} entries named "${base(datasetFile)}": ${found.join(', ')}.`)
}
