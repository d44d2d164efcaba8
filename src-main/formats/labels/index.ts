import { badInput } from '../../shared/errors.ts'
import type { EventMapping, LabelFileLook } from '../../shared/labels/event-mapping.ts'
import type { LabelFormatInfo } from '../../shared/labels/label-format-info.ts'
import { lookAtEvents } from './event-table.ts'
import { intervalCsv, previewEvents, wholeLines } from './interval-csv.ts'
import { labelStudioCsv } from './label-studio-csv.ts'
import { labelStudioJson } from './label-studio-json.ts'
import type { LabelContext, LabelFormat, ParsedLabels } from './label-format.ts'
import { nabWindows } from './nab-windows.ts'
import { skabColumns } from './skab-columns.ts'
import { timeEvalColumns } from './timeeval-columns.ts'
import { trainset } from './trainset.ts'
import { tsbAdColumn } from './tsb-ad-column.ts'

/** Every format of label files that can be read and written. */
export const labelFormats: readonly LabelFormat[] = [
  intervalCsv,
  nabWindows,
  labelStudioJson,
  labelStudioCsv,
  trainset,
  skabColumns,
  tsbAdColumn,
  timeEvalColumns,
]

/** The formats without their code, for lists to choose from. */
export const describeFormats = (): LabelFormatInfo[] =>
  labelFormats.map(({ id, name, extension, perPoint }) => ({ id, name, extension, perPoint }))

/** Throws bad-input for an unknown id. */
export function labelFormatById(id: string): LabelFormat {
  const found = labelFormats.find((format) => format.id === id)
  if (!found)
    throw badInput(`There is no label format "${id}". Known: ${labelFormats.map((format) => format.id).join(', ')}.`)
  return found
}

const surest = (text: string, name: string) =>
  labelFormats.map((format) => ({ format, by: format.recognises(text, name) })).reduce((a, b) => (b.by > a.by ? b : a))

/** Whether a file is a table of events whose columns a person may choose. text — its beginning; mapping — what was chosen, null = the guess. Throws bad-input for a zone or a time pattern that cannot be used. */
export function lookAtLabels(
  text: string,
  name: string,
  zone: string,
  mapping: EventMapping | null = null,
): LabelFileLook {
  const { format, by } = surest(text, name)
  if ((by > 0.5 && format !== intervalCsv) || /^\ufeff?\s*[[{]/.test(text)) return { table: null }
  const look = lookAtEvents(wholeLines(text), zone)
  // One column, or no line below the first, is no table.
  if (!look || look.headings.length < 2 || look.lines.length === 0) return { table: null }
  const chosen = mapping ?? look.mapping
  const { headings, lines, sure, timeFormats } = look
  return { table: { headings, lines, sure, timeFormats, mapping: chosen, read: previewEvents(lines, chosen) } }
}

/** Reads a label file, called `name`, with the format that is surest that it is its own. Throws bad-input with a sentence where none is, or the file is not whole. */
export function parseLabelFile(text: string, name: string, context: LabelContext): ParsedLabels & { format: string } {
  if (text.trim() === '') throw badInput('The label file is empty.')
  // The person has said what its columns are.
  if (context.mapping) return { ...intervalCsv.parse(text, context), format: intervalCsv.id }
  const sure = surest(text, name)
  if (sure.by === 0)
    throw badInput(
      `This label file is in no known format. Known: ${labelFormats.map((format) => format.name).join('; ')}.`,
    )
  return { ...sure.format.parse(text, context), format: sure.format.id }
}
