import { badInput } from '../../shared/errors.ts'
import type { Guess, ImportProblem, ImportRecipe } from '../../shared/recipe.ts'
import type { Job } from '../../analysis/job.ts'
import { columnNames, list } from './column-names.ts'
import { guessColumns } from './columns.ts'
import { delimited } from './delimited.ts'
import { guessDialect, linesOfHeader, splitLine, usualWidth } from './dialect.ts'
import { withDatabase } from './duckdb.ts'
import { guessEncoding } from './file-head.ts'
import type { Importer } from './importer.ts'
import { headLines, layoutOf } from './layout.ts'
import { anyLong, guessLong, type LongShape } from './long-shape.ts'
import { prepareFile } from './prepare.ts'
import { pivot, type Wide } from './pivot.ts'

/** Text with one row per value (name, time, value), as historians export it: each name becomes a channel. */
export const long: Importer = {
  id: 'long',
  name: 'Delimited text with one row per value (tag, time, value)',
  extensions: delimited.extensions,
  recognises: (_, head) => (looksLong(head) ? 0.95 : 0),

  async preview(path, changed, job) {
    return withWide(path, changed ?? {}, job, async (source, wide) => {
      const { channels, labelColumns } = changed ?? {}
      const preview = await delimited.preview(wide.path, { ...wideRecipe(source, wide), channels, labelColumns }, job)
      const ofColumns = (guess: Guess) => guess.field === 'labels' || guess.field === 'units'
      const said: Guess[] = [
        {
          field: 'long',
          reason: `"${source.shape.names}" says what "${source.shape.values}" is a value of: one channel for each of ${wide.names.toLocaleString('en')} ${wide.names === 1 ? 'name' : 'names'}.`,
        },
        {
          field: 'fill',
          reason:
            wide.fill === 'last'
              ? 'The names have values at different moments; a value holds until the next one.'
              : 'The names have values at the same moments.',
        },
      ]
      return {
        ...preview,
        recipe: {
          ...source.recipe,
          long: { ...source.shape, fill: wide.fill },
          labelColumns: preview.recipe.labelColumns,
          channels: preview.recipe.channels,
        },
        guesses: [
          ...source.guesses.filter((guess) => !ofColumns(guess)),
          ...said,
          ...preview.guesses.filter(ofColumns),
        ],
        problems: [...source.problems, ...wide.problems, ...preview.problems],
        bytes: source.bytes,
        sourceColumns: source.columns,
      }
    })
  },

  async read(path, recipe, sink, job) {
    return withWide(path, recipe, job, async (source, wide) => {
      const report = await delimited.read(
        wide.path,
        { ...wideRecipe(source, wide), labelColumns: recipe.labelColumns, channels: recipe.channels },
        sink,
        job,
      )
      return { ...report, problems: [...wide.problems, ...report.problems] }
    })
  },
}

/** The table as it stands in the file, before it is turned. */
interface Source {
  recipe: ImportRecipe
  shape: { names: string; values: string; fill?: LongShape['fill'] }
  columns: string[]
  guesses: Guess[]
  problems: ImportProblem[]
  bytes: number
}

async function withWide<T>(
  path: string,
  given: Partial<ImportRecipe>,
  job: Job,
  work: (source: Source, wide: Wide) => Promise<T>,
): Promise<T> {
  const layout = await layoutOf(path, { ...given, transposed: false })
  const { dialect, encoding, head } = layout
  const columns = layout.columns.map((column) => column.name)
  const {
    recipe: { time },
    guesses,
    problems,
  } = guessColumns(layout.columns, dialect, given.time ? { time: given.time } : {})
  const shape = given.long ?? anyLong(layout.columns, dialect, time)
  if (!shape)
    throw badInput('A table with one row per value needs a column of names, a column of times and a column of values.')
  const recipe: ImportRecipe = { importer: 'long', encoding, ...dialect, time, labelColumns: [], channels: [] }
  const source: Source = {
    recipe,
    shape,
    columns,
    guesses: [...layout.guesses, ...guesses],
    // That a column holds text is no news here: it holds the names, or is left out.
    problems: [
      ...layout.problems,
      ...problems.filter((problem) => problem.severity !== 'note'),
      ...unused(columns, time, shape),
    ],
    bytes: head.fileBytes,
  }
  return withDatabase([path], job, async (db) => {
    const file = await prepareFile(path, head, recipe, db.folder, job)
    return work(source, await pivot(db, file, recipe, shape, columns))
  })
}

/** Columns beside names, times and values are left out, which is said. */
function unused(
  columns: string[],
  time: ImportRecipe['time'],
  { names, values }: Pick<LongShape, 'names' | 'values'>,
): ImportProblem[] {
  const used = [names, values, ...(time.kind === 'column' ? [time.column, time.clock] : [])]
  const rest = columns.filter((name) => !used.includes(name))
  return rest.length === 0
    ? []
    : [
        {
          severity: 'note',
          message: `Of each value only its name and its time are taken; ${list(rest)} ${rest.length === 1 ? 'is' : 'are'} left out.`,
        },
      ]
}

/** How the wide table is read. */
function wideRecipe(
  { recipe: { decimal, time } }: Source,
  wide: Wide,
): Omit<ImportRecipe, 'channels' | 'labelColumns'> {
  return {
    importer: 'delimited',
    encoding: 'utf-8',
    delimiter: ',',
    decimal,
    header: true,
    unitLine: false,
    skipLines: 0,
    transposed: false,
    time: { kind: 'column', column: wide.timeColumn, format: 'iso', zone: time.kind === 'column' ? time.zone : 'UTC' },
  }
}

/** From the first bytes alone: a block of one name may fill them, so the names of the columns count most. */
function looksLong(head: Uint8Array): boolean {
  if (head[0] === 0x1f && head[1] === 0x8b) return false
  const lines = headLines({ bytes: head, whole: false }, guessEncoding(head).encoding).slice(0, 200)
  if (lines.length < 3) return false
  const { dialect } = guessDialect(lines, false, {})
  const rows = lines
    .slice(dialect.skipLines)
    .filter((line) => line.trim() !== '')
    .map((line) => splitLine(line, dialect.delimiter))
  const width = usualWidth(lines.slice(dialect.skipLines), dialect.delimiter)
  if (!dialect.header || width < 3 || width > 12) return false
  const data = rows.slice(linesOfHeader(dialect)).filter((row) => row.length === width)
  return (
    data.length > 1 &&
    guessLong(
      columnNames(rows[0], width).map((name, i) => ({ name, cells: data.map((row) => row[i]) })),
      dialect,
    ) !== null
  )
}
