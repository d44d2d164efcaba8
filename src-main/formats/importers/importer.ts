import type { ImportPreview, ImportRecipe, ImportReport } from '../../shared/importing/recipe.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import type { Job } from '../../analysis/job.ts'
import type { Output } from '../../files/output.ts'

/** Announced before the first rows. */
export interface SinkHeader {
  channels: ChannelInfo[]
  /** Names of the label columns; they become label classes. */
  labelColumns: string[]
  /** What each channel is called in the file, where that is not its name. */
  columns?: string[]
  /** For progress; null where unknown. */
  rowEstimate: number | null
}

/**
 * One batch of rows, times never descending from batch to batch.
 * times — [n] epoch ms, finite; values — [channel][n], NaN = missing or not a number;
 * labels — [label column][n], 1 = labelled; fileRows — [n] 0-based data row in the file (after the header),
 * because rows are sorted by time and rows without a time are left out.
 */
export interface RowBatch {
  times: Float64Array
  values: Float64Array[]
  labels: Uint8Array[]
  fileRows: Float64Array
}

/**
 * Where rows go: into a project file, or into memory for the command line. A sink begins anew where rows turn out not to be in the order
 * of their times: those that it has got are void then, and all of them come again.
 */
export interface RowSink {
  /** It holds the arrays of a batch after rows() has ended; they are the importer's to fill again otherwise. */
  keeps?: true
  begin(header: SinkHeader): void | Promise<void>
  rows(batch: RowBatch): void | Promise<void>
}

/** A small table with a time, to be written in every format. times — [n] epoch ms; values — [channel][n]. */
export interface ExampleTable {
  channels: string[]
  times: Float64Array
  values: Float64Array[]
}

/** One file format. One file each, listed in index.ts. */
export interface Importer {
  id: string
  name: string
  /** Lower case, with the dot: ".csv". */
  extensions: readonly string[]
  /** The first bytes of every file of the format, and of no other. */
  mark?: readonly number[]
  /** How sure this importer is that a file without the mark of another is its own, from name and first bytes: 0 no, 1 yes. */
  recognises(name: string, head: Uint8Array): number
  /** Writes a table as a file of this format, for a person who wants to see one and for whatever tries all importers. Throws what writing a file does. */
  writeExample(output: Output, table: ExampleTable, job: Job): Promise<void>
  /** First rows as parsed and every guess; with `changed`, the person's settings overrule the guesses. */
  preview(path: string, changed: Partial<ImportRecipe> | null, job: Job): Promise<ImportPreview>
  /** Reads the whole file into the sink, in time order. Throws bad-input with a sentence where nothing can be read. */
  read(path: string, recipe: ImportRecipe, sink: RowSink, job: Job): Promise<ImportReport>
}
