import { z } from 'zod'
import type { Alignment } from '../data/alignment.ts'

/** As the platform's decoders call them; Latin-1 is read as Windows-1252, its superset, and GB18030 holds GBK. */
export const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'latin-1',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'shift_jis',
  'gb18030',
  'euc-kr',
  'big5',
] as const

/**
 * How a file becomes a dataset. The importer guesses one from the file, the person may change any part,
 * and it is stored with the dataset, so that the same file can be read the same way again.
 */
export const importRecipe = z.object({
  /** Which importer: "delimited" (CSV, TSV, semicolon, blanks; gzip too), "long" (the same with one row per value), "parquet". */
  importer: z.string(),
  /** Which file of an archive, sheet of a workbook or table of a data file: one name per packing, from the outermost on. */
  inside: z.array(z.string()).max(8).optional(),
  encoding: z.enum(encodings),
  /** One character; " " means any run of blanks and tabs. */
  delimiter: z.string().max(1),
  decimal: z.enum(['.', ',']),
  header: z.boolean(),
  /** The line below the header holds the units of the columns. */
  unitLine: z.boolean().optional(),
  /** Lines before the header or the first row that belong to neither. */
  skipLines: z.number().int().min(0).max(1_000_000_000),
  /** Lines from the first of the header to the first row, where they are more than header and units: statistics, types, comments. */
  headerLines: z.number().int().min(0).max(1000).optional(),
  /** The last line of the table, counted from 1, where another table follows. */
  endLine: z.number().int().min(1).optional(),
  /** Rows may lack cells at their end, which are missing. */
  ragged: z.boolean().optional(),
  /** Lines below the header that begin with this are no rows. */
  comment: z.string().max(2).optional(),
  time: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('column'),
      column: z.string(),
      /** A second column with the time of day, where the first holds only the date; read as one text with a blank between. */
      clock: z.string().optional(),
      /** Further columns whose texts follow, with blanks between: month, day, hour and minute of a time that is spread over columns. */
      more: z.array(z.string()).optional(),
      /** The date stands only in the row where it changes, and holds until the next one. */
      held: z.boolean().optional(),
      /** Stands before every text: the date or the year that the file says above its table. */
      prefix: z.string().optional(),
      /** The zone is said by the file itself: in its header, or by the times. */
      stated: z.boolean().optional(),
      /**
       * 'iso'; a count: 'epoch-s', 'epoch-ms', 'epoch-us', 'epoch-ns', 'epoch-min', 'epoch-h', 'epoch-d', 'epoch-1904' and 'epoch-2001' (seconds
       * since then), 'ticks' (of .NET), 'filetime' (of Windows), 'excel' (days since 1899-12-30), 'datenum' (MATLAB's days), 'julian', 'mjd',
       * 'year' (with a fraction); 'gps' (week and seconds); 'duration' (days, hours, minutes and seconds since a start); or strptime patterns,
       * parted by "|" where the column changes from one to another.
       */
      format: z.string(),
      /** IANA zone in which times without an offset are read. */
      zone: z.string(),
    }),
    /** No time column: row i is at start + i · stepMs. */
    z.object({
      kind: z.literal('steps'),
      start: z.number(),
      stepMs: z.number().positive(),
      /** The file itself says start and step, or only the step. */
      stated: z.enum(['absolute', 'elapsed']).optional(),
      /** The start is a count since 1970, which is the same in every zone. */
      utc: z.boolean().optional(),
    }),
  ]),
  /** Columns of 0/1 (or false/true) that become labels; the column's name becomes the label class. */
  labelColumns: z.array(z.string()),
  channels: z.array(
    z.object({
      column: z.string(),
      name: z.string(),
      unit: z.string().nullable(),
      include: z.boolean(),
      /** Numbers that stand for a missing value. */
      missing: z.array(z.number()).optional(),
      /** The column that says how good each reading is: bad ones are missing. */
      quality: z.string().optional(),
      /** The column holds words for on and off, which are read as 1 and 0. */
      switch: z.boolean().optional(),
      /** The column holds these words, each of which is read as its place in the list, from 0. */
      states: z.array(z.string().max(200)).max(100).optional(),
    }),
  ),
  /** One row per value, as historians export: names — column that says what was measured; fill — what a name has between its values. */
  long: z
    .object({
      names: z.string(),
      values: z.string(),
      fill: z.enum(['last', 'empty']),
      /** Further columns that name a value: the sensor beside the quantity. */
      moreNames: z.array(z.string()).optional(),
      /** Further columns of values: each name has a channel of each. */
      moreValues: z.array(z.string()).optional(),
      /** The column that says how good each reading is: bad ones are missing. */
      quality: z.string().optional(),
    })
    .optional(),
  /** Time, A, Time, B: each time column counts for the columns up to the next one. */
  pairs: z.boolean().optional(),
  /** The file is a matrix with one row per channel (TEP's d00.dat). */
  transposed: z.boolean(),
})
export type ImportRecipe = z.infer<typeof importRecipe>

/** Why the recipe says what it says: shown beside the setting it explains. */
export interface Guess {
  field:
    | 'importer'
    | 'inside'
    | 'encoding'
    | 'delimiter'
    | 'decimal'
    | 'header'
    | 'time'
    | 'format'
    | 'zone'
    | 'labels'
    | 'units'
    | 'ragged'
    | 'transposed'
    | 'long'
    | 'fill'
  reason: string
}

/** Something the person should know about the file; never silently dropped. */
export interface ImportProblem {
  severity: 'note' | 'warning' | 'error'
  /** One sentence with the fact in it: `Column "temp" has 3 values that are not numbers, the first in row 1,204: "n/a".` */
  message: string
  /** The file does not say it, and a wrong guess would be silent: the person has to choose. change — what the answer sets. */
  choices?: { name: string; change: Partial<ImportRecipe> }[]
}

/** A line of a text as it stands in the file, and what it is taken for; line — its number from 1, null among the last of a long file. */
export interface RawLine {
  line: number | null
  text: string
  use: 'above' | 'header' | 'units' | 'row' | 'left out'
}

/** What a table is packed in: an archive, a workbook, an array. */
export interface Packing {
  /** "Excel workbook" */
  kind: string
  /** What there may be several of: "sheet", "file". */
  part: string
  chosen: string
  parts: string[]
}

export interface ImportPreview {
  recipe: ImportRecipe
  /** The recipe that was used, because the file has its shape. */
  usesRecipe?: string
  /** From the outermost on, where the table is packed. */
  packings?: Packing[]
  guesses: Guess[]
  columns: { name: string; type: 'number' | 'time' | 'text' | 'empty'; samples: string[] }[]
  /** The file's own columns, where the table was turned (recipe.long) and `columns` are what came of it. */
  sourceColumns?: string[]
  /** First rows as parsed, as text in column order, times as ISO. At most 50. */
  rows: string[][]
  problems: ImportProblem[]
  /** The first and the last lines of a text, as they stand. */
  lines?: RawLine[]
  /** The time in the last of them, epoch milliseconds; null where it is none. */
  lastTime?: number | null
  bytes: number
  /** Estimated from the size of the first lines. */
  rowEstimate: number
}

/** Rows that came to a dataset after its import. */
export interface JoinedRows {
  /** When, and the last time that the dataset had before: epoch milliseconds. */
  at: number
  until: number
  file: string
  rows: number
  how: 'append' | 'replace'
}

/** The datasets that one was laid of on one clock, with the files that they came from. */
export interface AlignedOf extends Alignment {
  datasets: { name: string; file: string }[]
}

/** What an import found: counted over the whole file. */
export interface ImportReport {
  rows: number
  /** Lines that could not be read as rows (ragged, broken quotes), with the first one. */
  rejectedLines: number
  firstRejected: { line: number; reason: string } | null
  missingTimes: number
  duplicateTimes: number
  outOfOrder: number
  gaps: number
  columns: {
    name: string
    missing: number
    notNumbers: number
    firstNotNumber: { line: number; value: string } | null
  }[]
  joined?: JoinedRows[]
  aligned?: AlignedOf
  problems: ImportProblem[]
  seconds: number
  /** Whether the file gives dates, only the time since a start (a column, or a step that it states), or neither. */
  time?: 'absolute' | 'elapsed' | 'row'
  /** The zone that the file states, "UTC" where its times carry offsets; null where it states none. */
  zone?: string | null
}

/** What a whole file holds, found before it is imported. first, last — times, epoch milliseconds. */
export interface WholeLook {
  report: ImportReport
  first: number
  last: number
}
