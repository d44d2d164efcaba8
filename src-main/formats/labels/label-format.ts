import type { EventMapping } from '../../shared/labels/event-mapping.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import type { DatasetRows } from './dataset-rows.ts'

/** What a label file is read against. */
export interface LabelContext {
  /** The file that the dataset came from, as far as its path is known. */
  datasetFile: string
  /** IANA zone in which times without an offset are read and written. */
  zone: string
  /** The dataset's channels, by name. */
  channels: string[]
  /** First and last time of the dataset, and its usual step; epoch ms. */
  start: number
  end: number
  stepMs: number
  /** For files that number rows instead of naming times; without it, rows are taken as evenly spaced. */
  rows?: DatasetRows
  /** Which column of a table is what, where the person has said so. */
  mapping?: EventMapping | null
  /** Told now and then how much of a long file was gone through, 0…1. */
  tell?(share: number): void
}

/** What label files are written from; formats with one line per point write the series too. */
export interface LabelWriteContext extends LabelContext {
  rows: DatasetRows
}

/** labels — ascending by start; problems — a sentence for everything that was left out or changed. */
export interface ParsedLabels {
  labels: FileLabel[]
  problems: string[]
}

/** text — whole, or in pieces where a line per point makes it long; leftOut — a sentence for everything that the format cannot hold and these labels have. */
export interface WrittenLabels {
  text: string | Iterable<string>
  /** How many pieces the text comes in; absent where it is whole. */
  pieces?: number
  leftOut: string[]
}

/** One format of label files. One file each, listed in index.ts. Pure: text in, labels out. */
export interface LabelFormat {
  id: string
  name: string
  /** For a new file, with the dot. */
  extension: string
  /** Has a line for every point of the series, so that labels lie on points and not between them. */
  perPoint: boolean
  /** How sure the format is that the text is its own: 0 no, 1 yes. */
  recognises(text: string, fileName: string): number
  /** Throws bad-input with a sentence where the text is not whole or belongs to another dataset. */
  parse(text: string, context: LabelContext): ParsedLabels
  write(labels: FileLabel[], context: LabelWriteContext): WrittenLabels
}
