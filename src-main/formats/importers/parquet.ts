import { stat } from 'node:fs/promises'
import { badInput, toPlainError } from '../../shared/errors.ts'
import type { ImportRecipe } from '../../shared/importing/recipe.ts'
import type { Job } from '../../analysis/job.ts'
import { writeTable } from '../exporters/table-file.ts'
import { guessColumns } from './columns/columns.ts'
import type { ColumnSample } from './columns/column-sample.ts'
import { labelSql, presentSql } from './database/sql-cells.ts'
import { identifier, quote, withDatabase, type Database } from './database/duckdb.ts'
import type { Importer } from './importer.ts'
import type { LoadColumn, LoadPlan } from './database/load.ts'
import { firstRows } from './preview-rows.ts'
import { hasOffsetSql, isEpoch, isNumericFormat, millisecondsSql, parseTimeSql } from './times/time-format.ts'
import { regularFile } from './files/regular-file.ts'
import { transfer } from './database/transfer.ts'
import { isUtc } from '../../shared/zone-offset.ts'

type Kind = 'number' | 'time' | 'zoned-time' | 'flag' | 'text'
interface ParquetColumn {
  name: string
  kind: Kind
}

/** Apache Parquet: typed columns, read by DuckDB's own reader. */
export const parquet: Importer = {
  id: 'parquet',
  name: 'Apache Parquet',
  extensions: ['.parquet', '.pq'],
  mark: [...Buffer.from('PAR1')],
  recognises: (name) => (/\.(parquet|pq)$/i.test(name) ? 0.9 : 0),

  writeExample: (output, { channels, times, values }, job) =>
    writeTable(
      output,
      'parquet',
      {
        rows: times.length,
        columns: [
          { name: 'time', kind: 'time', value: (row) => times[row] },
          ...channels.map((name, c) => ({ name, kind: 'number' as const, value: (row: number) => values[c][row] })),
        ],
      },
      job,
    ),

  async preview(path, changed, job) {
    return withParquet(path, job, async (db, file) => {
      const found = await columnsOf(db, file)
      const texts = await db.rows(`select ${found.map((column) => textSql(column)).join(', ')} from ${file} limit 1000`)
      const columns = found.map(({ name, kind }, i): ColumnSample => ({
        name,
        cells: texts.map((row) => (row[i] === null ? '' : String(row[i]))),
        ...(kind === 'text' ? {} : { known: kind }),
      }))
      const {
        recipe: columnRecipe,
        types,
        guesses,
        problems,
      } = guessColumns(columns, { decimal: '.', header: true }, changed ?? {})
      const recipe: ImportRecipe = {
        importer: 'parquet',
        encoding: 'utf-8',
        delimiter: '',
        decimal: '.',
        header: true,
        skipLines: 0,
        transposed: false,
        ...columnRecipe,
      }
      const [[rows]] = await db.rows(`select count(*)::double from ${file}`)
      if (Number(rows) === 0) throw badInput('The file has columns but no rows.')
      return {
        recipe,
        problems,
        guesses: [{ field: 'importer', reason: 'The file begins with the mark of Parquet.' }, ...guesses],
        columns: columns.map(({ name, cells }, i) => ({ name, type: types[i], samples: cells.slice(0, 5) })),
        rows: await firstRows(db, planOf(file, found, recipe), recipe, columns),
        bytes: (await stat(path)).size,
        rowEstimate: Number(rows),
      }
    })
  },

  async read(path, recipe, sink, job) {
    return withParquet(path, job, async (db, file) => {
      const columns = await columnsOf(db, file)
      const [[rows]] = await db.rows(`select count(*)::double from ${file}`)
      if (!recipe.channels.some((channel) => channel.include))
        throw badInput('No column of this file holds numbers, so there is no channel to import.')
      const { time } = recipe
      const zoned = columns.some(
        ({ name, kind }) => time.kind === 'column' && name === time.column && kind === 'zoned-time',
      )
      const report = await transfer(
        db,
        { plan: planOf(file, columns, recipe), recipe, rowEstimate: Number(rows), firstLine: null },
        sink,
        job,
      )
      return zoned ? { ...report, zone: 'UTC' } : report
    })
  },
}

async function withParquet<T>(
  path: string,
  job: Job,
  work: (db: Database, relation: string) => Promise<T>,
): Promise<T> {
  await regularFile(path)
  if (/[*?[\]{}]/.test(path))
    throw badInput(
      'The name of a Parquet file or of one of its folders must not hold * ? [ ] { or }. Rename it and try again.',
      path,
    )
  return withDatabase([path], job, async (db) => {
    try {
      return await work(db, await flat(db, `read_parquet(${quote(path)})`))
    } catch (error) {
      // The reader's own words tell what it was; they are kept as detail alone.
      const said = error instanceof Error ? error.message : ''
      const damaged = /parquet|magic bytes|footer|Snappy|ZSTD|Thrift|TProtocol/i.test(said)
      if (toPlainError(error).code === 'internal' && damaged && !/out of memory/i.test(said))
        throw badInput('The file is not a readable Parquet file; it may be damaged or cut off.', said)
      throw error
    }
  })
}

const deepest = 4

/** The table with a column for each field of its structures, "motor.rpm"; itself where it has none. */
async function flat(db: Database, file: string): Promise<string> {
  const fields = async (select: string, depth: number, name: string, value: string): Promise<string[]> => {
    const found = await db.rows(`select column_name, column_type from (describe select ${select} from ${file})`)
    const each = found.map(async ([field, type]) => {
      const own = name === '' ? String(field) : `${name}.${String(field)}`
      const cell = `${value}${identifier(String(field))}`
      return /^STRUCT\(/.test(String(type)) && !/\]$/.test(String(type)) && depth < deepest
        ? fields(`unnest(${cell})`, depth + 1, own, `${cell}.`)
        : [`${cell} as ${identifier(own)}`]
    })
    return (await Promise.all(each)).flat()
  }
  const types = await db.rows(`select column_type from (describe select * from ${file})`)
  if (!types.some(([type]) => /^STRUCT\(.*\)$/s.test(String(type)))) return file
  return `(select ${(await fields('*', 0, '', '')).join(', ')} from ${file})`
}

async function columnsOf(db: Database, file: string): Promise<ParquetColumn[]> {
  const rows = await db.rows(`select column_name, column_type from (describe select * from ${file})`)
  return rows.map(([name, type]) => ({ name: String(name), kind: kindOf(String(type)) }))
}

function kindOf(type: string): Kind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/.test(type)) return 'number'
  if (type === 'TIMESTAMP WITH TIME ZONE') return 'zoned-time'
  if (/^(TIMESTAMP|DATE)/.test(type)) return 'time'
  return type === 'BOOLEAN' ? 'flag' : 'text'
}

/** SQL: a column as the text that a person would expect. */
const textSql = ({ name, kind }: ParquetColumn) =>
  kind === 'flag' ? `${identifier(name)}::integer::varchar` : `${identifier(name)}::varchar`

/** How a Parquet file is loaded. Its columns are typed, so only texts can hold what does not fit; nothing is read twice. */
function planOf(file: string, found: ParquetColumn[], recipe: ImportRecipe): LoadPlan {
  const at = (name: string) => {
    const i = found.findIndex((column) => column.name === name)
    if (i < 0)
      throw badInput(
        `There is no column "${name}" in this file. Its columns: ${found
          .map((column) => column.name)
          .slice(0, 30)
          .join(', ')}.`,
      )
    return { id: `c${i}`, kind: found[i].kind }
  }
  const columns = recipe.channels
    .filter((channel) => channel.include)
    .map(({ column, name }): LoadColumn => {
      const { id, kind } = at(column)
      return {
        id,
        name,
        role: 'value',
        alwaysLoose: kind === 'text',
        text: presentSql(`${id}::varchar`),
        value: () => (kind === 'flag' ? `${id}::integer::double` : `try_cast(${id} as double)`),
      }
    })
  const labels = recipe.labelColumns.map((name): LoadColumn => {
    const { id } = at(name)
    return { id, name, role: 'label', text: id, value: () => labelSql(`${id}::varchar`) }
  })
  return {
    rejects: false,
    columns: [...columns, ...labels],
    time: recipe.time.kind === 'column' ? timePlan(recipe.time, at) : null,
    from: () => `(select ${found.map((column, i) => `${identifier(column.name)} as c${i}`).join(', ')} from ${file})`,
  }
}

function timePlan(
  time: Extract<ImportRecipe['time'], { kind: 'column' }>,
  at: (name: string) => { id: string; kind: Kind },
): LoadPlan['time'] {
  const { id, kind } = at(time.column)
  const clock = time.clock ? at(time.clock) : null
  const text = clock ? `(${id}::varchar || ' ' || coalesce(${clock.id}::varchar, ''))` : `${id}::varchar`
  const native = clock === null && kind !== 'text'
  const ms = !native
    ? parseTimeSql(time.format, text)
    : kind === 'number'
      ? isNumericFormat(time.format)
        ? millisecondsSql(time.format, `${id}::double`)
        : parseTimeSql(time.format, text)
      : `epoch_us(${id}::timestamp) / 1000`
  const inUtc = kind === 'zoned-time' || isEpoch(time.format)
  const zoned = !isUtc(time.zone) && (time.format === 'iso' || inUtc)
  return {
    ids: clock ? [id, clock.id] : [id],
    text: presentSql(text),
    milliseconds: () => ms,
    hasOffset: !zoned ? null : inUtc ? 'true' : kind === 'text' ? hasOffsetSql(text) : 'false',
    // Read once, keeping the text of what cannot be read as a time.
    alwaysLoose: true,
  }
}
