import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { isUnit } from '../../../shared/data/units.ts'
import { isMissing } from '../columns/cells.ts'
import { columnType, guessColumns, timeColumnsOf } from '../columns/columns.ts'
import type { ColumnSample } from '../columns/column-sample.ts'
import { qualityOfLong } from '../columns/quality.ts'

export type LongShape = NonNullable<ImportRecipe['long']>
type Found = Omit<LongShape, 'fill'>

const nameColumns =
  /^_?(tag|point|sensor|signal|channel|series|item|variable|parameter|measurement|metric|field|attribute|kks|messstelle|messpunkt|entity|var)s?([_ -]?(name|id|path|no|nr|index))?$|^(tag|point|var|counter|metric|signal|channel|sensor|parameter)(name|id)$|^name(\.value)?$/i
const valueColumns = /^_?(value|val|values|wert|messwert|reading|result|pv|data|state|(var|counter)_?value)s?$/i
/** A machine or a site whose rows stand among those of others. */
const placeColumns =
  /^_?(location|site|station|device|machine|asset|turbine|wind_?turbine(_?name)?|unit|pump|plant|logger|meter|sensor|node|probe|room|zone|well|tank|line|id|name)s?([_ -]?(name|id|no|nr))?$/i
/** Sampled rows that follow each other in the file, and times among them that show a pattern. */
const firstRows = 600
const leastTimes = 5
const leftAside = /qual|valid|status|time|flag|detail/i

/**
 * Which columns of a table with one row per value, as historians export it, hold the names and the values; null where it is
 * another table. Both columns are named so, or one is and two names share a time; and there is a column of times.
 * Machines that stand below each other, with a row of several values each, are such a table too where they share their times.
 */
export function guessLong(columns: ColumnSample[], recipe: Pick<ImportRecipe, 'decimal' | 'header'>): Found | null {
  const { recipe: guessed, types } = guessColumns(columns, recipe, {})
  if (guessed.time.kind !== 'column') return null
  const timeColumns = timeColumnsOf(guessed.time)
  const others = columns
    .map((column, i) => ({ column, type: types[i] }))
    .filter(({ column: { name } }) => !timeColumns.includes(name) && !guessed.labelColumns.includes(name))
  const numbers = others.filter(({ type }) => type === 'number')
  const texts = others.filter(
    ({ type, column }) => type === 'text' || (type === 'number' && nameColumns.test(column.name)),
  )
  // A word says more than the number of the same thing.
  const named = texts.filter(({ column }) => nameColumns.test(column.name))
  const names = named.find(({ type }) => type === 'text') ?? named[0] ?? texts.find(({ type }) => type === 'text')
  const values =
    numbers.find(({ column }) => valueColumns.test(column.name)) ?? (numbers.length === 1 ? numbers[0] : undefined)
  const stack = columns.find((column) => column.stack)
  if (stack) {
    const named = stack.stack!.values
    const values =
      named === null ? numbers.map(({ column }) => column.name).filter((name) => !leftAside.test(name)) : [named]
    if (values.length === 0) return null
    return { names: stack.name, values: values[0], ...(values.length > 1 ? { moreValues: values.slice(1) } : {}) }
  }
  const times = columns.filter(({ name }) => timeColumns.includes(name)).map(({ cells }) => cells)
  if (names && values && names.column !== values.column) {
    const spelled = nameColumns.test(names.column.name) && names.type === 'text'
    const valued = valueColumns.test(values.column.name)
    if ((spelled && valued) || ((spelled || valued) && sharesTimes(names.column.cells, times))) {
      const moreNames = texts
        .filter(({ column, type }) => column !== names.column && column !== values.column && type === 'text')
        .filter(({ column }) => distinguishes(column, names.column, times))
        .map(({ column }) => column.name)
      const quality = qualityOfLong(
        others.map(({ column }) => column).filter((column) => column !== values.column && column !== names.column),
      )
      return {
        names: names.column.name,
        values: values.column.name,
        ...(moreNames.length > 0 ? { moreNames } : {}),
        ...(quality === undefined ? {} : { quality }),
      }
    }
  }
  const words = texts.map(({ column }) => column)
  // Without a header a column that never changes is the state, the quality or the kind of the others.
  const changing = numbers.filter(({ column: { cells } }) => cells.some((cell) => cell.trim() !== cells[0].trim()))
  const measured = (recipe.header || changing.length === 0 ? numbers : changing).map(({ column }) => column)
  return (
    besideEachOther(words, measured, times) ??
    crossed(
      texts.filter(({ type }) => type === 'text').map(({ column }) => column),
      measured,
      times,
    ) ??
    numbered(measured, times)
  )
}

/** Rows of one name share their times only because another column tells them apart. */
function distinguishes(column: ColumnSample, names: ColumnSample, times: string[][]): boolean {
  const joined = names.cells.map((name, i) => `${name}\t${column.cells[i]}`)
  return (
    new Set(column.cells.map((cell) => cell.trim())).size > 1 && doubled(names.cells, times) > doubled(joined, times)
  )
}

/** Values of one name at one time beyond the first. */
function doubled(names: string[], times: string[][]): number {
  const seen = new Set<string>()
  let count = 0
  names.forEach((name, i) => {
    const key = `${name}\t${times.map((cells) => cells[i]).join(' ')}`
    if (seen.has(key)) count++
    seen.add(key)
  })
  return count
}

/** A few machines with several values each: most times come once for each of them. */
function besideEachOther(texts: ColumnSample[], numbers: ColumnSample[], times: string[][]): Found | null {
  const values = numbers.filter(({ name }) => !leftAside.test(name))
  if (values.length === 0) return null
  for (const names of texts) {
    if (!placeColumns.test(names.name.trim())) continue
    const different = new Set(names.cells.map((cell) => cell.trim()).filter((cell) => !isMissing(cell)))
    if (different.size < 2 || different.size > 50 || [...different].every(isUnit)) continue
    const alone = doubled(
      names.cells.map(() => ''),
      times,
    )
    if (alone < names.cells.length * 0.2 || doubled(names.cells, times) > alone * 0.05) continue
    return {
      names: names.name,
      values: values[0].name,
      ...(values.length > 1 ? { moreValues: values.slice(1).map(({ name }) => name) } : {}),
    }
  }
  return null
}

/** Constant codes of a meter or a station are no values: they are named so, or have eight digits or more. */
const isCode = ({ name, cells }: ColumnSample) =>
  (/(\bid|code|ean|serial|number|nr|no)$/i.test(name.trim()) || /^\s*\d{8,}\s*$/.test(cells[0] ?? '')) &&
  new Set(cells.map((cell) => cell.trim())).size === 1

/**
 * One column of texts, or two, that have each of their words, or pairs of words, once at each time: whatever they are called they name
 * what was measured, and no value is lost when they do.
 */
function crossed(texts: ColumnSample[], numbers: ColumnSample[], times: string[][]): Found | null {
  const values = numbers.filter((column) => !leftAside.test(column.name) && !isCode(column))
  const rows = Math.min(firstRows, times[0]?.length ?? 0)
  const moments = Array.from({ length: rows }, (_, i) => times.map((cells) => cells[i]).join(' '))
  const inTurn = new Set(moments).size
  if (values.length === 0 || inTurn < leastTimes || inTurn === rows) return null
  const pairs = texts.flatMap((a, k) => texts.slice(k + 1).map((b) => [a, b]))
  for (const names of [...texts.map((one) => [one]), ...pairs]) {
    const words = moments.map((_, i) => names.map(({ cells }) => cells[i].trim()).join('\t'))
    const different = new Set(words).size
    const filled = names.every(({ cells }) => !cells.slice(0, rows).some(isMissing))
    // The last time may have been cut off by the end of what is looked at.
    if (!filled || different < 2 || different > 50 || rows < 0.9 * (inTurn - 1) * different) continue
    if (new Set(words.map((word, i) => `${word}\t${moments[i]}`)).size < rows) continue
    const [first, ...more] = names
    return {
      names: first.name,
      values: values[0].name,
      ...(more.length > 0 ? { moreNames: more.map(({ name }) => name) } : {}),
      ...(values.length > 1 ? { moreValues: values.slice(1).map(({ name }) => name) } : {}),
    }
  }
  return null
}

/** A column of numbers that name what was measured: those of meters, items or processors, and no count of the rows of one time. */
function numbered(numbers: ColumnSample[], times: string[][]): Found | null {
  const names = numbers.filter(({ cells }) => {
    const words = [...new Set(cells.map((cell) => cell.trim()))]
    const whole = words.filter((word) => /^\d+$/.test(word)).map(Number)
    if (whole.length === 0 || words.some((word) => !/^\d+$|^\p{L}/u.test(word) || isMissing(word))) return false
    const counts = whole.length === words.length && Math.max(...whole) - Math.min(...whole) === whole.length - 1
    return !counts || Math.min(...whole) > 99
  })
  for (const one of names) {
    const found = crossed(
      [one],
      numbers.filter((column) => column !== one),
      times,
    )
    if (found) return found
  }
  return null
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
): Found | null {
  const found = guessLong(columns, { decimal, header })
  if (found) return found
  const taken = timeColumnsOf(time)
  const free = columns.filter(({ name }) => !taken.includes(name))
  const values = free.find((column) => columnType(column, decimal) === 'number')
  const names =
    free.find((column) => columnType(column, decimal) === 'text') ?? free.find((column) => column !== values)
  if (!names || !values) return null
  // A machine or a place in each row has all of the row's values.
  const more = placeColumns.test(names.name.trim())
    ? free.filter(
        (column) =>
          column !== values &&
          columnType(column, decimal) === 'number' &&
          !leftAside.test(column.name) &&
          !isCode(column),
      )
    : []
  return {
    names: names.name,
    values: values.name,
    ...(more.length > 0 ? { moreValues: more.map(({ name }) => name) } : {}),
  }
}
