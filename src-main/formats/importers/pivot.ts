import { join } from 'node:path'
import { badInput } from '../../shared/errors.ts'
import type { ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import { csvPlan } from './csv-plan.ts'
import { quote, type Database } from './duckdb.ts'
import { latestTime } from './load.ts'
import type { LongShape } from './long-shape.ts'
import type { PreparedFile } from './prepare.ts'

/** A long table turned into one with a row per moment and a column per name. */
export interface Wide {
  path: string
  /** Column of the times, in ISO 8601; with a Z where the table's own times carry an offset. */
  timeColumn: string
  names: number
  fill: LongShape['fill']
  problems: ImportProblem[]
}

/** More names than a person can look at are numbers, or comments, in the wrong column. */
const mostNames = 5000
const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/**
 * Writes the wide table into the database's folder, in order of time. Cells stay the texts they were; of several values of one name
 * at one moment the last is kept, and counted.
 * long.fill — where nothing is given, it is guessed; columns — all of the file, in order. Throws bad-input where there is nothing to turn.
 */
export async function pivot(
  db: Database,
  file: PreparedFile,
  recipe: ImportRecipe,
  long: Omit<LongShape, 'fill'> & Partial<LongShape>,
  columns: string[],
): Promise<Wide> {
  const { time } = recipe
  if (time.kind !== 'column') throw badInput('A table with one row per value needs a column of times: choose it.')
  const idOf = (name: string) => {
    const i = columns.indexOf(name)
    if (i < 0)
      throw badInput(`There is no column "${name}" in this file. Its columns: ${columns.slice(0, 30).join(', ')}.`)
    return `c${i}`
  }
  const [names, values] = [idOf(long.names), idOf(long.values)]
  const plan = csvPlan(file, { ...recipe, channels: [], labelColumns: [] }, columns)
  const all = new Set(columns.map((_, i) => `c${i}`))
  const offset = plan.time!.hasOffset ?? 'false'
  await db.run(`create temp table "long" as select (${plan.time!.milliseconds(true)})::double as ms, coalesce(${offset}, false) as fixed, trim(${names}) as name, coalesce(${values}, 'NaN') as value
    from ${plan.from(all, { quotes: true, strict: false })}`)
  const usable = `abs(ms) <= ${latestTime} and name <> ''`
  const [[total, untimed, unnamed]] = await db.rows(
    `select count(*)::double, count(*) filter (where not coalesce(abs(ms) <= ${latestTime}, false))::double, count(*) filter (where coalesce(name, '') = '')::double from "long"`,
  )
  await db.run(
    `create temp table "names" as select name, (row_number() over (order by min(rowid)) - 1)::integer as id from "long" where ${usable} group by name`,
  )
  const tags = (await db.rows(`select name from "names" order by id limit ${mostNames + 1}`)).map(([name]) =>
    String(name),
  )
  if (tags.length === 0)
    throw badInput(
      `No row has both a time that can be read and a name in "${long.names}". Choose other columns, or another time format.`,
    )
  if (tags.length > mostNames)
    throw badInput(
      `"${long.names}" holds more than ${mostNames.toLocaleString('en')} different names: choose the column that says what was measured.`,
    )
  await db.run(
    `create temp table "cells" as select ms, bool_or(fixed) as fixed, id, arg_max(value, "long".rowid) as value, count(*) as n from "long" join "names" using (name) where ${usable} group by ms, id`,
  )
  const [[cells, doubled, moments]] = await db.rows(
    'select count(*)::double, coalesce(sum(n - 1), 0)::double, count(distinct ms)::double from "cells"',
  )
  const fill = long.fill ?? (Number(cells) >= 0.9 * Number(moments) * tags.length ? 'empty' : 'last')

  const path = join(db.folder, 'wide.csv')
  const ids = tags.map((_, i) => i)
  const last = (id: number) =>
    fill === 'last'
      ? `last_value("${id}" ignore nulls) over (order by ms rows between unbounded preceding and current row)`
      : `"${id}"`
  await db.run(`copy (select strftime(make_timestamp((ms * 1000)::bigint), '%Y-%m-%dT%H:%M:%S.%f') || case when fixed then 'Z' else '' end as ${identifier(time.column)}, ${ids.map((id) => `${last(id)} as ${identifier(tags[id])}`).join(', ')}
    from (pivot (select ms, bool_or(fixed) over (partition by ms) as fixed, id, value from "cells") on id in (${ids.join(', ')}) using first(value) group by ms, fixed) order by ms)
    to ${quote(path)} (format csv, header true, delimiter ',', quote '"')`)

  const problems: ImportProblem[] = []
  const [[rejected, firstRejected]] = await db.rows(
    'select count(distinct line)::double, min(line)::double from reject_errors',
  )
  if (Number(rejected))
    problems.push({
      severity: 'warning',
      message: `${count(Number(rejected), 'line', 'lines')} could not be read as rows and are left out, the first is line ${Number(firstRejected).toLocaleString('en')}.`,
    })
  if (Number(untimed))
    problems.push({
      severity: 'warning',
      message: `${Number(untimed).toLocaleString('en')} of ${count(Number(total), 'value', 'values')} have no usable time in "${time.column}" and are left out.`,
    })
  if (Number(unnamed))
    problems.push({
      severity: 'warning',
      message: `${Number(unnamed).toLocaleString('en')} of ${count(Number(total), 'value', 'values')} have no name in "${long.names}" and are left out.`,
    })
  if (Number(doubled))
    problems.push({
      severity: 'note',
      message: `${count(Number(doubled), 'value has', 'values have')} the name and the time of another; the last one of each is kept.`,
    })
  return { path, timeColumn: time.column, names: tags.length, fill, problems }
}

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`
