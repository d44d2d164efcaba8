import { writeOutput } from '../../files/output.ts'
import { badInput } from '../../shared/errors.ts'
import type { Guess, ImportProblem, ImportRecipe } from '../../shared/importing/recipe.ts'
import { isUnit, unitOf } from '../../shared/data/units.ts'
import { list } from './columns/column-names.ts'
import { unitTitles } from './columns/unit-beside.ts'
import type { ColumnSample } from './columns/column-sample.ts'
import { guessColumns, timeColumnsOf } from './columns/columns.ts'
import { delimited } from './delimited.ts'
import type { Importer, RowBatch, RowSink } from './importer.ts'
import { layoutOf, layoutOfHead, textShape, type Layout } from './shape/layout.ts'
import { rawLines } from './files/raw-lines.ts'
import { anyLong, guessLong } from './shape/long-shape.ts'
import { importRows } from './text/import-rows.ts'
import { longPlan, rowPlan } from './text/plan.ts'
import type { TextSource } from './text/read-rows.ts'

/** Files up to this size are read whole for a preview: all names are then known before the import. */
const wholePreview = 8 << 20
const shownRows = 50

/** Text with one row per value (name, time, value), as historians export it: each name becomes a channel. */
export const long: Importer = {
  id: 'long',
  name: 'Delimited text with one row per value (tag, time, value)',
  extensions: delimited.extensions,
  recognises: (_, head) => (looksLong(head) ? 0.95 : 0),

  writeExample: (output, { channels, times, values }) =>
    writeOutput(output, (file) =>
      file.writeFile(
        [
          'time,tag,value',
          ...Array.from(times).flatMap((time, row) =>
            channels.map((tag, c) => `${new Date(time).toISOString()},${tag},${values[c][row]}`),
          ),
        ]
          .map((line) => `${line}\n`)
          .join(''),
      ),
    ),

  async preview(path, changed, job) {
    const { layout, recipe, guesses, problems } = await sourceTable(path, changed ?? {})
    const source: TextSource =
      layout.head.fileBytes <= wholePreview
        ? { path, bytes: layout.head.fileBytes, encoding: recipe.encoding }
        : { text: Buffer.from(layout.text) }
    const rows = rowPlan(textShape(layout), recipe)
    const first = firstBatch()
    const plan = longPlan(recipe, changed?.long?.fill)!
    const report = await importRows({ source, rows, recipe: { ...recipe, channels: [] }, long: plan }, first.sink, job)
    const fill = report.fill ?? 'empty'
    const units = unitsBeside(layout.columns, recipe)
    const given = new Map(changed?.channels?.map((channel) => [channel.column, channel]))
    // A unit of its own stands beside: "Engine RPM" is a whole name then.
    const nameOf = (column: string, name: string) => (units.has(column) && !/[\])}]$|[/,]/.test(column) ? column : name)
    const channels = first.columns.map(
      (column, i) =>
        given.get(column) ?? {
          column,
          name: nameOf(column, first.channels[i].name),
          unit: first.channels[i].unit ?? units.get(column) ?? null,
          include: true,
        },
    )
    return {
      recipe: { ...recipe, long: { ...recipe.long!, fill }, channels },
      guesses: [...guesses, ...shapeGuesses(recipe, fill, first.columns.length)],
      columns: [
        { name: timeColumnsOf(recipe.time)[0], type: 'time', samples: first.rows.slice(0, 5).map((row) => row[0]) },
        ...first.columns.map((name, i) => ({
          name,
          type: 'number' as const,
          samples: first.rows.slice(0, 5).map((row) => row[i + 1]),
        })),
      ],
      sourceColumns: layout.columns.map((column) => column.name),
      rows: first.rows,
      ...rawLines(layout, recipe),
      problems: [...problems, ...report.problems],
      bytes: layout.head.fileBytes,
      rowEstimate: layout.head.fileBytes <= wholePreview ? report.rows : layout.rowEstimate,
    }
  },

  async read(path, recipe, sink, job) {
    const { layout, recipe: whole } = await sourceTable(path, recipe)
    const rows = rowPlan(textShape(layout), whole)
    const source = { path, bytes: layout.head.fileBytes, encoding: recipe.encoding }
    const plan = longPlan(whole, recipe.long?.fill)!
    return importRows({ source, rows, recipe: { ...whole, channels: recipe.channels }, long: plan }, sink, job)
  },
}

/** The table as it stands in the file, before it is turned. */
async function sourceTable(
  path: string,
  given: Partial<ImportRecipe>,
): Promise<{ layout: Layout; recipe: ImportRecipe; guesses: Guess[]; problems: ImportProblem[] }> {
  const layout = await layoutOf(path, { ...given, transposed: false })
  const known = given.time ? { time: given.time } : {}
  const { recipe: guessed, guesses, problems } = guessColumns(layout.columns, layout.dialect, known, layout.stated)
  const shape = given.long ?? anyLong(layout.columns, layout.dialect, guessed.time)
  if (!shape)
    throw badInput('A table with one row per value needs a column of names, a column of times and a column of values.')
  if (guessed.time.kind !== 'column')
    throw badInput('A table with one row per value needs a column of times: choose it.')
  const recipe: ImportRecipe = {
    importer: 'long',
    encoding: layout.encoding,
    ...layout.dialect,
    time: guessed.time,
    labelColumns: [],
    channels: [],
    long: { fill: 'last', ...shape },
  }
  const ofColumns = (guess: Guess) => guess.field === 'labels' || guess.field === 'units'
  return {
    layout,
    recipe,
    guesses: [...layout.guesses, ...guesses].filter((guess) => !ofColumns(guess)),
    // That a column holds text is no news here: it holds the names, or is left out.
    problems: [
      ...layout.problems,
      ...problems.filter((problem) => problem.severity !== 'note'),
      ...unused(
        layout.columns.map((column) => column.name),
        recipe,
        guessed.labelColumns,
      ),
    ],
  }
}

const unitNames = new RegExp(`^_?(${unitTitles}|unit of measure|unidade|eng(ineering)?[_ ]?units?)$`, 'i')

/** [name] the unit that a column beside it says, where it says one for each. */
function unitsBeside(columns: ColumnSample[], { long: shape }: ImportRecipe): Map<string, string> {
  const units = new Map<string, string>()
  const beside = columns.find(({ name, cells }) => unitNames.test(name.trim()) && cells.some(isUnit))
  const named = [shape!.names, ...(shape!.moreNames ?? [])].map((name) =>
    columns.find((column) => column.name === name),
  )
  beside?.cells.forEach((cell, i) => {
    const title = named.map((column) => column?.cells[i]?.trim() ?? '').join(' ')
    // What stands in a column of units is one, known or not.
    if (/^[^\d\s]\S{0,11}$/.test(cell.trim()) && !units.has(title)) units.set(title, unitOf(cell))
  })
  return shape!.moreValues?.length ? new Map() : units
}

/** Columns beside names, times and values are left out, which is said. */
function unused(columns: string[], { time, long }: ImportRecipe, found: string[]): ImportProblem[] {
  const { names, values, moreNames = [], moreValues = [], quality } = long!
  const used = [
    names,
    values,
    ...(quality === undefined ? [] : [quality]),
    ...moreNames,
    ...moreValues,
    ...timeColumnsOf(time),
    ...columns.filter((name) => unitNames.test(name.trim())),
  ]
  const rest = columns.filter((name) => !used.includes(name))
  const labels = found.filter((name) => rest.includes(name))
  const told: ImportProblem[] =
    quality === undefined
      ? []
      : [
          {
            severity: 'note',
            message: `Column "${quality}" says how good "${values}" is: bad readings are missing, uncertain ones are kept.`,
          },
        ]
  return rest.length === 0
    ? told
    : [
        ...told,
        {
          severity: labels.length > 0 ? 'warning' : 'note',
          message: `Of each value only its name and its time are taken; ${list(rest)} ${rest.length === 1 ? 'is' : 'are'} left out.${labels.length > 0 ? ` The labels in ${list(labels)} are not read.` : ''}`,
        },
      ]
}

function shapeGuesses({ long }: ImportRecipe, fill: 'last' | 'empty', channels: number): Guess[] {
  const { names, values, moreNames = [], moreValues = [] } = long!
  const several = moreValues.length > 0
  return [
    {
      field: 'long',
      reason: several
        ? `"${names}" says whose ${list([values, ...moreValues])} a row holds: one channel for each of both, ${channels.toLocaleString('en')} in all.`
        : `${list([names, ...moreNames])} ${moreNames.length > 0 ? 'say' : 'says'} what "${values}" is a value of: one channel for each of ${channels.toLocaleString('en')} ${channels === 1 ? 'name' : 'names'}.`,
    },
    {
      field: 'fill',
      reason:
        fill === 'last'
          ? 'The names have values at different moments; a value holds until the next one.'
          : 'The names have values at the same moments.',
    },
  ]
}

/** Keeps the first rows of an import as the preview shows them. */
function firstBatch() {
  const first = {
    columns: [] as string[],
    channels: [] as { name: string; unit: string | null }[],
    rows: [] as string[][],
    sink: {
      begin(header) {
        first.rows = []
        first.channels = header.channels
        first.columns = header.columns ?? header.channels.map(({ name }) => name)
      },
      rows({ times, values }: RowBatch) {
        for (let i = 0; i < times.length && first.rows.length < shownRows; i++)
          first.rows.push([
            new Date(times[i]).toISOString(),
            ...values.map((v) => (Number.isNaN(v[i]) ? '' : String(v[i]))),
          ])
      },
    } as RowSink,
  }
  return first
}

/** From the first bytes alone: a block of one name may fill them, so the names of the columns count most. */
function looksLong(head: Uint8Array): boolean {
  const layout = layoutOfHead(head)
  if (!layout || layout.columns.length < 3 || layout.width > 40) return false
  return guessLong(layout.columns, layout.dialect) !== null
}
