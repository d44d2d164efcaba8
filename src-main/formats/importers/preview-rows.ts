import { isoTime } from '../../shared/importing/iso-time.ts'
import type { ImportRecipe } from '../../shared/importing/recipe.ts'
import type { ColumnSample } from './columns/column-sample.ts'
import { digital, isMissing, toNumber } from './columns/cells.ts'
import type { Database } from './database/duckdb.ts'
import type { LoadPlan } from './database/load.ts'
import { zonedToUtc } from './times/zone.ts'

const shown = 50

/**
 * The first rows as the plan reads them, as text in column order: times as ISO, numbers with a point, missing cells empty,
 * and what cannot be read as it stands in the file. columns — all of the file; column i is c<i> in the relation.
 */
export async function firstRows(
  db: Database,
  plan: LoadPlan,
  recipe: ImportRecipe,
  columns: ColumnSample[],
): Promise<string[][]> {
  const ids = columns.map((_, i) => `c${i}`)
  const ms = plan.time?.milliseconds(true) ?? 'null'
  const offset = plan.time?.hasOffset ?? 'false'
  const relation = plan.from(new Set(ids), { quotes: true, strict: false })
  const rows = await db.rows(
    `select (${ms})::double, coalesce(${offset}, false), ${ids.map((id) => `${id}::varchar`).join(', ')} from ${relation} limit ${shown}`,
  )
  const zone = recipe.time.kind === 'column' ? recipe.time.zone : 'UTC'
  const local = Float64Array.from(rows, (row) => (typeof row[0] === 'number' ? row[0] : NaN))
  const { utc } = zonedToUtc(
    local,
    Uint8Array.from(rows, (row) => (row[1] ? 1 : 0)),
    zone,
  )
  const timeColumn =
    recipe.time.kind === 'column'
      ? columns.findIndex((column) => recipe.time.kind === 'column' && column.name === recipe.time.column)
      : -1
  const channels = new Set(recipe.channels.filter((channel) => channel.include).map((channel) => channel.column))
  return rows.map((row, r) =>
    ids.map((_, c) => {
      const cell = row[c + 2] === null ? '' : String(row[c + 2])
      if (c === timeColumn && isTime(utc[r])) return isoTime(utc[r])
      if (isMissing(cell)) return ''
      const number = toNumber(cell, recipe.decimal)
      if (!Number.isNaN(number)) return String(number)
      return channels.has(columns[c].name) ? String(digital(cell) ?? cell) : cell
    }),
  )
}

const isTime = (ms: number) => Math.abs(ms) <= 8.64e15
