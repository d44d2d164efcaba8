import { createReadStream } from 'node:fs'
import type { ImportProblem } from '../../../shared/importing/recipe.ts'
import { isUnit, unitOf } from '../../../shared/data/units.ts'
import { list } from '../columns/column-names.ts'
import { decoderFor } from '../files/encoding.ts'
import { layoutOf, layoutOfHead, type Layout } from '../shape/layout.ts'
import { regularFile } from '../files/regular-file.ts'
import { splitLine } from '../shape/split.ts'
import type { Container } from './container.ts'
import { dayColumns, type DayColumns } from './day-columns.ts'
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
  recognises: (_, head) => {
    const layout = layoutOfHead(head)
    return layout !== null && layout.width > 24 && layout.dialect.header && dayColumns(layout.columns) !== null
  },
  parts: async () => [
    { name: byTime, bytes: 2 },
    { name: asItStands, bytes: 1 },
  ],

  async unpack(path, part, { to, limit }, job) {
    const { size } = await regularFile(path)
    const layout = await layoutOf(path, {})
    const days = part === byTime ? dayColumns(layout.columns) : null
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
      let line = 0
      let written = 0
      try {
        const unit = days.unit ?? unitAbove(layout)
        await table.row(row++, ['time', ...(named ? ['name'] : []), unit === null ? 'value' : `value [${unit}]`])
        for await (const text of linesOf(textOf(source, layout))) {
          if (++line <= layout.linesAbove || text.trim() === '' || line > (layout.dialect.endLine ?? Infinity)) continue
          const cells = splitLine(text, layout.dialect.delimiter)
          if (cells.length < layout.width) torn++
          else
            for (const one of rowsOf(cells, days)) {
              await table.row(row++, one)
              written += 24
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
        problems: [...said(layout, days), ...(torn > 0 ? [tornRows(torn)] : [])],
      }
    } finally {
      source.destroy()
    }
  },
}

function rowsOf(cells: string[], { date, values, names }: DayColumns): string[][] {
  const day = cells[date].trim()
  const name = names.map((i) => cells[i].trim()).join(' ')
  return values.map(({ at, clock }) => [`${day} ${clock}`, ...(names.length > 0 ? [name] : []), cells[at].trim()])
}

const tornRows = (torn: number): ImportProblem => ({
  severity: 'warning',
  message: `${torn.toLocaleString('en')} ${torn === 1 ? 'row has' : 'rows have'} too few cells for a day and ${torn === 1 ? 'is' : 'are'} left out.`,
})

function said({ columns }: Layout, { date, values, names, unit }: DayColumns): ImportProblem[] {
  const used = new Set([date, ...names, ...values.map(({ at }) => at)])
  const rest = columns.filter(({ cells }, i) => !used.has(i) && !cells.every((cell) => unit !== null && isUnit(cell)))
  const left =
    rest.length === 0
      ? ''
      : ` ${list(rest.map(({ name }) => name).slice(0, 8))} ${rest.length === 1 ? 'is' : 'are'} left out.`
  return [
    {
      severity: 'note',
      message: `Each row holds a day: its ${values.length} values are read at their own times, from ${values[0].clock} to ${values.at(-1)!.clock}.${left} Choose "${asItStands}" to have them beside each other.`,
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
