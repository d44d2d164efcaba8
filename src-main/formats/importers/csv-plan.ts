import type { ImportRecipe } from '../../shared/recipe.ts'
import { digitalWords, grouped, groupMarks, missingMarkers, noWords, yesWords } from './cells.ts'
import { linesOfHeader } from './dialect.ts'
import { quote } from './duckdb.ts'
import { rejectLimit, type LoadColumn, type LoadPlan } from './load.ts'
import type { PreparedFile } from './prepare.ts'
import { hasOffsetSql, isEpoch, isNumericFormat, millisecondsSql, namesUtc, parseTimeSql } from './time-format.ts'
import { isUtc } from './zone.ts'

// DuckDB compares exactly, so the usual spellings are listed; others are caught when a column is read as text.
const nulls = ['', 'NaN', 'nan', 'NAN', 'null', 'NULL', 'Null', 'NA', 'na', '#N/A', 'None', 'none', '-']
  .map(quote)
  .join(', ')

/**
 * SQL: is the text, in lower case, one of the words? Never written with IN: DuckDB turns a longer list into a join, and a join
 * loses the order of the file.
 */
const isOneOf = (text: string, words: readonly string[]) =>
  `list_contains([${words.map(quote).join(', ')}], lower(trim(${text})))`

/** SQL: a text, or null where it stands for a missing value. */
export const presentSql = (text: string) => `case when ${isOneOf(text, missingMarkers)} then null else ${text} end`

/** SQL: 0 or 1 from a text; 2 for another number than 0 and 1, 3 for another text; null where missing. */
export const labelSql = (
  text: string,
) => `case when ${text} = '0' then 0 when ${text} = '1' then 1 when ${text} = '0.0' then 0 when ${text} = '1.0' then 1
  when ${presentSql(text)} is null then null
  when ${isOneOf(text, noWords)} then 0
  when ${isOneOf(text, yesWords)} then 1
  when try_cast(replace(${text}, ',', '.') as double) is null then 3
  when try_cast(replace(${text}, ',', '.') as double) = 0 then 0
  when try_cast(replace(${text}, ',', '.') as double) = 1 then 1
  else 2 end`

/** SQL: what a text means as a number, null where it means none: plain, with its digits in groups, or a word for on and off. */
function numberSql(text: string, decimal: '.' | ','): string {
  const plain =
    decimal === '.'
      ? `try_cast(${text} as double)`
      : `case when contains(${text}, '.') then null else try_cast(replace(${text}, ',', '.') as double) end`
  const bare = `regexp_replace(trim(${text}), ${quote(groupMarks[decimal])}, '', 'g')`
  const inGroups = `case when regexp_matches(trim(${text}), ${quote(grouped[decimal])}) then try_cast(${decimal === '.' ? bare : `replace(${bare}, ',', '.')`} as double) end`
  const words = Object.entries(digitalWords)
    .map(([word, value]) => `when ${quote(word)} then ${value}`)
    .join(' ')
  return `coalesce(${plain}, ${inGroups}, case lower(trim(${text})) ${words} end)`
}

/** The columns of a recipe that are loaded, channels first. idOf — the relation's name for a column. */
export function loadColumns(recipe: ImportRecipe, idOf: (name: string) => string): LoadColumn[] {
  const values = recipe.channels
    .filter((channel) => channel.include)
    .map(({ column, name }): LoadColumn => {
      const id = idOf(column)
      return {
        id,
        name,
        role: 'value',
        text: presentSql(id),
        value: (loose) => (loose ? numberSql(id, recipe.decimal) : id),
      }
    })
  const labels = recipe.labelColumns.map((name): LoadColumn => ({
    id: idOf(name),
    name,
    role: 'label',
    text: idOf(name),
    value: () => labelSql(idOf(name)),
  }))
  return [...values, ...labels]
}

/** How DuckDB reads a prepared delimited file by a recipe. names — all columns of the file, in order; column i is called c<i>. */
export function csvPlan(file: PreparedFile, recipe: ImportRecipe, names: string[]): LoadPlan {
  const idOf = (name: string) => `c${names.indexOf(name)}`
  const columns = loadColumns(recipe, idOf)
  const time = timePlan(recipe, idOf)
  const typed = new Map(columns.map((column) => [column.id, column.role === 'value' ? 'DOUBLE' : 'VARCHAR']))
  if (time && recipe.time.kind === 'column')
    typed.set(
      time.ids[0],
      isNumericFormat(recipe.time.format) ? 'DOUBLE' : recipe.time.format === 'iso' ? 'TIMESTAMPTZ' : 'TIMESTAMP',
    )
  const pattern =
    recipe.time.kind === 'column' && recipe.time.format.includes('%')
      ? `, timestampformat = ${quote(recipe.time.format)}`
      : ''
  const options = [
    'header = false',
    'auto_detect = false',
    `skip = ${file.skipLines + linesOfHeader(recipe)}`,
    `delim = ${quote(file.delimiter)}`,
    `nullstr = [${nulls}]`,
    `decimal_separator = ${quote(recipe.decimal)}`,
    `compression = ${file.gzip ? `'gzip'` : `'none'`}`,
    'store_rejects = true',
    `rejects_limit = ${rejectLimit}`,
  ].join(', ')
  return {
    rejects: true,
    columns,
    time,
    from(loose, tolerant) {
      const types = names
        .map((_, i) => `'c${i}': '${loose.has(`c${i}`) ? 'VARCHAR' : (typed.get(`c${i}`) ?? 'VARCHAR')}'`)
        .join(', ')
      const quotes =
        tolerant.quotes && recipe.delimiter !== ' ' ? `quote = '"', escape = '"'` : `quote = '', escape = ''`
      return `read_csv(${quote(file.path)}, ${options}${pattern}, ${quotes}, strict_mode = ${tolerant.strict}, columns = {${types}})`
    },
  }
}

function timePlan(recipe: ImportRecipe, idOf: (name: string) => string): LoadPlan['time'] {
  const { time } = recipe
  if (time.kind === 'steps') return null
  const ids = [idOf(time.column), ...(time.clock ? [idOf(time.clock)] : [])]
  const text = time.clock ? `(${ids[0]} || ' ' || coalesce(${ids[1]}, ''))` : ids[0]
  const inUtc = isEpoch(time.format) || namesUtc(time.format)
  const zoned = !isUtc(time.zone) && (time.format === 'iso' || inUtc)
  const number = isNumericFormat(time.format) && recipe.decimal === ',' ? `replace(${text}, ',', '.')` : text
  return {
    ids,
    text: presentSql(text),
    milliseconds: (loose) => (loose ? parseTimeSql(time.format, number) : millisecondsSql(time.format, ids[0])),
    hasOffset: !zoned ? null : inUtc ? 'true' : hasOffsetSql(text),
    alwaysLoose: zoned || time.clock !== undefined,
  }
}
