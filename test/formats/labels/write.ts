import { rowsInMemory, rowsOf } from '../../../src-main/formats/labels/dataset-rows.ts'
import type { LabelContext, LabelFormat } from '../../../src-main/formats/labels/label-format.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'

/** The whole text of a label file, and what it leaves out. Datasets without rows get even ones, with their row number as the value. */
export function write(
  format: LabelFormat,
  labels: FileLabel[],
  context: LabelContext,
): { text: string; leftOut: string[] } {
  const times = rowsOf(context).times()
  const values = Float64Array.from(times.keys())
  const { text, leftOut } = format.write(labels, {
    ...context,
    rows: context.rows ?? rowsInMemory(times, new Map(context.channels.map((name) => [name, values]))),
  })
  return { text: typeof text === 'string' ? text : [...text].join(''), leftOut }
}
