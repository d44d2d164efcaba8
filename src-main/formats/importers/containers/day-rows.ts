import { createReadStream } from 'node:fs'
import type { ImportProblem } from '../../../shared/importing/recipe.ts'
import { isUnit, unitOf } from '../../../shared/data/units.ts'
import { isNumber, toNumber } from '../columns/cells.ts'
import { list } from '../columns/column-names.ts'
import { decoderFor } from '../files/encoding.ts'
import { layoutOf, layoutOfHead, type Layout } from '../shape/layout.ts'
import { yearsOf } from '../times/yearless.ts'
import { regularFile } from '../files/regular-file.ts'
import { splitLine } from '../shape/split.ts'
import type { Container } from './container.ts'
import { dayColumns, type DayColumns } from './day-columns.ts'
import { monthColumns } from './month-columns.ts'
import { pour } from './pour.ts'
import { tableWriter } from './table-writer.ts'

const byTime = 'a value per time'
const asItStands = 'a column per time of day'

/**
 * A table with a row a day and a column per time of day, as energy meters and markets write their quarters and hours: each cell becomes
 * a row at its own time. The table as it stands is the other choice.
 */
export const dayRows: Container = {
  id: 'day-rows',
  name: 'table with a row a day',
  extensions: [],
  part: 'reading',
  saysChoice: true,
  holds: 'tables',
  readsAs: { encoding: 'utf-8' },
  recognises: (name, head) => {
    const layout = layoutOfHead(head)
    if (layout === null || !layout.dialect.header) return false
    if (layout.width > 24 && dayColumns(layout.columns) !== null) return true
    const { above, name: named } = yearsOf(layout.above, name, 0)
    return layout.width > 12 && monthColumns(layout.columns, above ?? named) !== null
  },
  parts: async () => [
    { name: byTime, bytes: 2 },
    { name: asItStands, bytes: 1 },
  ],

  async unpack(path, part, { to, limit }, job) {
    const { size } = await regularFile(path)
    const layout = await layoutOf(path, {})
    const { above, name } = layout.stated.years ?? { above: null, name: null }
    const days = part === byTime ? (dayColumns(layout.columns) ?? monthColumns(layout.columns, above ?? name)) : null
    const source = createReadStream(path, { highWaterMark: 1 << 18 })
    const progress = () => ({ phase: 'Unpacking', done: source.bytesRead, total: size, unit: 'bytes' as const })
    try {
      if (!days) {
        const { whole } = await pour(textOf(source, layout), to, limit, job, progress)
        return { whole, share: whole ? 1 : Math.min(1, source.bytesRead / size), problems: [] }
      }
      const table = await tableWriter(to)
      const named = days.names.length > 0
      let row = 1
      let torn = 0
      let untimed = 0
      let line = 0
      let written = 0
      try {
        const unit = days.unit ?? unitAbove(layout)
        await table.row(row++, ['time', ...(named ? ['name'] : []), unit === null ? 'value' : `value [${unit}]`])
        for await (const text of linesOf(textOf(source, layout))) {
          if (++line <= layout.linesAbove || text.trim() === '' || line > (layout.dialect.endLine ?? Infinity)) continue
          const cells = splitLine(text, layout.dialect.delimiter)
          if (cells.length < layout.width) torn++
          else {
            const rows = rowsOf(cells, days, layout.dialect.decimal)
            if (rows.length === 0) untimed++
            for (const one of rows) {
              await table.row(row++, one)
              written += 24
            }
          }
          if (written >= limit) break
          if (line % 64 === 0) await job.checkpoint(progress())
        }
      } finally {
        await table.end()
      }
      const whole = written < limit
      return {
        whole,
        share: whole ? 1 : Math.min(1, source.bytesRead / size),
        problems: [
          ...said(layout, days),
          ...(torn > 0 ? [tornRows(torn, days.row)] : []),
          ...(untimed > 0 ? [untimedRows(untimed)] : []),
        ],
      }
    } finally {
      source.destroy()
    }
  },
}

/** Decimal commas become points: between the commas of the new table they would look like marks of thousands. */
function rowsOf(cells: string[], { date, values, names, timeOf }: DayColumns, decimal: '.' | ','): string[][] {
  const plain = (cell: string) => (decimal === ',' && isNumber(cell, ',') ? String(toNumber(cell, ',')) : cell)
  const day = cells[date].trim()
  const name = names.map((i) => cells[i].trim()).join(' ')
  return values.flatMap(({ at, clock }) => {
    const time = timeOf ? timeOf(day, clock) : `${day} ${clock}`
    return time === null ? [] : [[time, ...(names.length > 0 ? [name] : []), plain(cells[at].trim())]]
  })
}

const untimedRows = (rows: number): ImportProblem => ({
  severity: 'warning',
  message: `${rows.toLocaleString('en')} ${rows === 1 ? 'row begins with no time, such as one of totals, and is' : 'rows begin with no time, such as those of totals, and are'} left out.`,
})

const tornRows = (torn: number, row = 'a day'): ImportProblem => ({
  severity: 'warning',
  message: `${torn.toLocaleString('en')} ${torn === 1 ? 'row has' : 'rows have'} too few cells for ${row} and ${torn === 1 ? 'is' : 'are'} left out.`,
})

function said({ columns }: Layout, { date, values, names, unit, row = 'a day' }: DayColumns): ImportProblem[] {
  const used = new Set([date, ...names, ...values.map(({ at }) => at)])
  const rest = columns.filter(({ cells }, i) => !used.has(i) && !cells.every((cell) => unit !== null && isUnit(cell)))
  const left =
    rest.length === 0
      ? ''
      : ` ${list(rest.map(({ name }) => name).slice(0, 8))} ${rest.length === 1 ? 'is' : 'are'} left out.`
  return [
    {
      severity: 'note',
      message: `Each row holds ${row}: its ${values.length} values are read at their own times, ${row === 'a day' ? `from ${values[0].clock} to ${values.at(-1)!.clock}` : 'January to December'}.${left} Choose "${asItStands}" to have them beside each other.`,
    },
  ]
}

/** "Unit;kW" above the table. */
function unitAbove({ text, dialect }: Layout): string | null {
  for (const line of text.split(/\r\n|\n|\r/, dialect.skipLines)) {
    const unit = /^\W{0,4}(?:units?|einheit|unité|unidad|unità|eenheid|uom)\W{1,6}([^\s;,"]{1,10})\W{0,20}$/iu.exec(
      line,
    )?.[1]
    if (unit !== undefined && isUnit(unit)) return unitOf(unit)
  }
  return null
}

async function* textOf(source: AsyncIterable<Buffer>, { encoding }: Layout): AsyncGenerator<string> {
  const decoder = decoderFor(encoding)
  for await (const block of source) yield decoder.decode(block, { stream: true })
  yield decoder.decode()
}

async function* linesOf(blocks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const block of blocks) {
    const lines = (rest + block).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
