import { z } from 'zod'
import { badInput } from '../../shared/errors.ts'
import { csvLine, delimiterOf, parseJson, records } from './file-text.ts'
import { heldBy, zoneLeftOut } from './held-by.ts'
import type { LabelFormat } from './label-format.ts'
import { labelsOf, namesIn, noteOf, regionValue, valueOf, type Region, type Task } from './label-studio.ts'

const values = z.union([z.array(z.unknown()), z.looseObject({})])

/** Label Studio's CSV and TSV exports: a line per annotation, the ranges as JSON in the cell of their tag. */
export const labelStudioCsv: LabelFormat = {
  id: 'label-studio-csv',
  name: 'Label Studio (CSV)',
  extension: '.csv',
  perPoint: false,
  recognises(text) {
    if (/^\ufeff?\s*[[{]/.test(text)) return 0
    if (text.includes('""timeserieslabels""')) return 1
    const header = text.slice(0, 4096).split(/\r?\n/, 1)[0].toLowerCase()
    return header.includes('annotation_id') && header.includes('annotator') ? 0.9 : 0
  },

  parse(text, context) {
    const [header, ...lines] = records(text, delimiterOf(text))
    const names = header.cells.map((cell) => cell.trim().toLowerCase())
    const cancelled = names.indexOf('was_cancelled')
    const tasks = lines
      .filter(({ cells }) => !/^true$/i.test(cells[cancelled] ?? ''))
      .map(({ cells, line }): Task => {
        if (cells.length < names.length)
          throw badInput(`The label file is not whole: line ${line} has ${cells.length} of ${names.length} cells.`)
        const lists = cells.filter(isList)
        const items = lists.flatMap((cell) => itemsOf(cell, line))
        const regions = items.flatMap((item, i): Region[] => {
          const region = regionValue.safeParse(item)
          return region.success
            ? [{ value: region.data, note: noteOf(region.data.meta), where: `range ${i + 1} in line ${line}` }]
            : []
        })
        return {
          names: namesIn(cells.filter((cell, i) => !isList(cell) && names[i] !== 'annotator')),
          regions,
          others: items.length - regions.length,
          annotations: 1,
        }
      })
    return labelsOf(tasks, context)
  },

  write(labels, context) {
    const { labels: held, leftOut } = heldBy('a CSV of Label Studio', { classes: 'all' }, labels)
    const text =
      csvLine(['annotation_id', 'annotator', 'csv', 'id', 'label', 'was_cancelled']) +
      csvLine([1, '', context.datasetFile, 1, JSON.stringify(held.map(valueOf)), 'False'])
    return {
      text,
      leftOut: [...leftOut, ...zoneLeftOut(context.zone, held, 'times are written in UTC, as milliseconds')],
    }
  },
}

const isList = (cell: string) => /^\s*[[{]/.test(cell) && cell.includes('"timeserieslabels"')

function itemsOf(cell: string, line: number): unknown[] {
  const read = values.safeParse(parseJson(cell))
  if (!read.success)
    throw badInput(`The ranges in line ${line} of the Label Studio file are not built as its exports are.`)
  return Array.isArray(read.data) ? read.data : [read.data]
}
