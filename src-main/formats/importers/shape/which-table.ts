import type { ImportProblem } from '../../../shared/importing/recipe.ts'
import type { HeadLine } from '../header/head-lines.ts'
import type { Dialect } from './dialect.ts'
import { segmentsIn, type Segment } from './segments.ts'
import { tablesIn, type TablePart } from './several-tables.ts'
import type { Shape } from './shape.ts'
import { stackIn } from './stacked.ts'
import type { tableBeyond } from './table-beyond.ts'

/** Other tables in the file: which one is read is a question. endLine — the last line of the one that is; whole — no line follows these. */
export function otherTables(
  lines: HeadLine[],
  { delimiter, block }: Shape,
  whole: boolean,
): { endLine?: number; problem?: ImportProblem } {
  const segments = segmentsIn(lines, block, delimiter)
  if (segments.length > 0) return severalSegments(lines, segments, block.firstRow, whole)
  const tables = tablesIn(lines, delimiter)
  const own = tables.findIndex(({ from, to }) => from <= block.firstRow && block.firstRow < to)
  if (own < 0 || stackIn(lines, block, delimiter)) return {}
  const title = ({ from, firstRow, to, names }: TablePart) =>
    `From line ${lines[from].from.toLocaleString('en')}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ' …' : ''} (${(to - firstRow).toLocaleString('en')} rows${to === lines.length && !whole ? ' or more' : ''})`
  const endOf = (i: number) => (i < tables.length - 1 ? lines[tables[i].to - 1].to : undefined)
  return {
    endLine: endOf(own),
    problem: {
      severity: 'warning',
      message: `The file holds ${tables.length} tables with different columns below each other: the one that begins in line ${lines[tables[own].from].from.toLocaleString('en')} is read, and the others are left out. Import the file again for each of them.`,
      choices: tables.map((table, i) => ({
        name: title(table),
        change: {
          skipLines: lines[table.from].from - 1,
          header: true,
          headerLines: lines[table.firstRow].from - lines[table.from].from,
          unitLine: undefined,
          endLine: endOf(i),
        },
      })),
    },
  }
}

/** Each is read by itself: what the settings above it say, such as when it began, holds for it alone. */
function severalSegments(
  lines: HeadLine[],
  segments: Segment[],
  firstRow: number,
  whole: boolean,
): { endLine: number | undefined; problem: ImportProblem } {
  // Where the file goes on behind these lines, so does the last of them.
  const endOf = (one: Segment) => (whole || one !== segments.at(-1) ? lines[one.last].to : undefined)
  const line = ({ header }: Segment) => lines[header].from
  const own = segments.findLast(({ header }) => header <= firstRow) ?? segments[0]
  return {
    endLine: endOf(own),
    problem: {
      severity: 'warning',
      message: `The file holds ${segments.length} tables of the same columns, each with settings of its own above it: the one that begins in line ${line(own).toLocaleString('en')} is read, and the others are left out. Import the file again for each of them.`,
      choices: segments.map((segment) => ({
        name: `From line ${line(segment).toLocaleString('en')} to ${endOf(segment)?.toLocaleString('en') ?? 'the end'}`,
        change: { skipLines: line(segment) - 1, header: true, unitLine: undefined, endLine: endOf(segment) },
      })),
    },
  }
}

/** Which of two tables is meant, where the second begins far behind the first lines. dialect — of the first. */
export function tableBeyondProblem(
  beyond: NonNullable<Awaited<ReturnType<typeof tableBeyond>>>,
  dialect: Dialect,
): ImportProblem {
  if (beyond === 'somewhere')
    return {
      severity: 'warning',
      message:
        'The file ends with another table, of other columns: the first one is read, and the lines of the other are left out. Cut the file in two to import both.',
    }
  const { from, firstRow, endLine, names } = beyond
  const line = from.toLocaleString('en')
  return {
    severity: 'warning',
    message: `The file holds another table with different columns from line ${line} on: the first one is read, and the other is left out. Import the file again for it.`,
    choices: [
      { name: 'The table that the file begins with', change: { skipLines: dialect.skipLines, endLine } },
      {
        name: `From line ${line}: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ' …' : ''}`,
        change: {
          skipLines: from - 1,
          header: true,
          headerLines: firstRow - from,
          unitLine: undefined,
          endLine: undefined,
        },
      },
    ],
  }
}
