import type { ImportRecipe } from '../../shared/recipe.ts'
import { isMissing } from './cells.ts'
import { columnType, guessColumns, type ColumnSample } from './columns.ts'

export type LongShape = NonNullable<ImportRecipe['long']>

const nameColumns =
  /^_?(tag|point|sensor|signal|channel|series|item|variable|parameter|measurement|metric|field|attribute|kks|messstelle|messpunkt)s?([_ -]?(name|id|path|no|nr))?$|^(tag|point)(name|id)$|^name$/i
const valueColumns = /^_?(value|val|values|wert|messwert|reading|result|pv|data)s?$/i

/**
 * Which columns of a table with one row per value, as historians export it, hold the names and the values; null where it is
 * another table. Both columns are named so, or one is and two names share a time; and there is a column of times.
 */
export function guessLong(
  columns: ColumnSample[],
  recipe: Pick<ImportRecipe, 'decimal' | 'header'>,
): Pick<LongShape, 'names' | 'values'> | null {
  const { recipe: guessed, types } = guessColumns(columns, recipe, {})
  if (guessed.time.kind !== 'column') return null
  const { column: time, clock } = guessed.time
  const others = columns
    .map((column, i) => ({ column, type: types[i] }))
    .filter(({ column: { name } }) => name !== time && name !== clock && !guessed.labelColumns.includes(name))
  const numbers = others.filter(({ type }) => type === 'number')
  const texts = others.filter(
    ({ type, column }) => type === 'text' || (type === 'number' && nameColumns.test(column.name)),
  )
  const names = texts.find(({ column }) => nameColumns.test(column.name)) ?? texts.find(({ type }) => type === 'text')
  const values =
    numbers.find(({ column }) => valueColumns.test(column.name)) ?? (numbers.length === 1 ? numbers[0] : undefined)
  if (!names || !values || names.column === values.column) return null
  const named = nameColumns.test(names.column.name) && names.type === 'text'
  const valued = valueColumns.test(values.column.name)
  const times = columns.filter(({ name }) => name === time || name === clock)
  if (
    !(named && valued) &&
    !(
      (named || valued) &&
      sharesTimes(
        names.column.cells,
        times.map(({ cells }) => cells),
      )
    )
  )
    return null
  return { names: names.column.name, values: values.column.name }
}

/** Do two names have a value at one time? */
function sharesTimes(names: string[], times: string[][]): boolean {
  const first = new Map<string, string>()
  return names.some((name, i) => {
    const time = times.map((cells) => cells[i]).join(' ')
    if (isMissing(name) || isMissing(time)) return false
    const before = first.get(time)
    if (before === undefined) first.set(time, name)
    return before !== undefined && before !== name
  })
}

/** The column with the most different texts and the first one of numbers, where a person says that the table is long and nothing is known. */
export function anyLong(
  columns: ColumnSample[],
  { decimal, header }: Pick<ImportRecipe, 'decimal' | 'header'>,
  time: ImportRecipe['time'],
): Pick<LongShape, 'names' | 'values'> | null {
  const found = guessLong(columns, { decimal, header })
  if (found) return found
  const free = columns.filter(({ name }) => time.kind !== 'column' || (name !== time.column && name !== time.clock))
  const values = free.find((column) => columnType(column, decimal) === 'number')
  const names =
    free.find((column) => columnType(column, decimal) === 'text') ?? free.find((column) => column !== values)
  return names && values ? { names: names.name, values: values.name } : null
}
