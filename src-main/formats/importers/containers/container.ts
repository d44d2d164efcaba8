import type { Job } from '../../../analysis/job.ts'
import type { ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'

/** One of the files in an archive, sheets of a workbook, arrays in a data file. */
export interface Part {
  name: string
  /** For choosing the one that most likely holds the data: the largest. */
  bytes: number
}

/** What came out of a container. */
export interface Unpacked {
  /** Everything is out: not for a preview that asked for the beginning of a large one. */
  whole: boolean
  /** How much of it came out, 0…1, for the estimate of all rows. */
  share: number
  problems: ImportProblem[]
}

/** Where a part is unpacked to, and how much of it. */
export interface Unpacking {
  to: string
  /** Bytes at which to stop; more come out, at most a block. Infinity for everything. */
  limit: number
}

/**
 * A format in which tables are packed: an archive, a workbook, an array. What is inside becomes a plain file,
 * which the importers read like any other. One file each, listed in containers/index.ts.
 */
export interface Container {
  id: string
  /** In a sentence: "This is a …". */
  name: string
  /** Lower case, with the dot: ".gz". */
  extensions: readonly string[]
  /** It says itself what its parts are: ways to read one table. */
  saysChoice?: true
  /** What its parts are called: "sheet". */
  part: string
  /** Files may be anything, packed once more too; tables are text. */
  holds: 'files' | 'tables'
  recognises(name: string, head: Uint8Array): boolean
  /** What can be read of it, at least one. Throws bad-input with a sentence where there is nothing. */
  parts(path: string, name: string, job: Job): Promise<Part[]>
  /** Writes one part as a plain file. Throws bad-input with a sentence where the container is damaged, having read it to its end. */
  unpack(path: string, part: string, unpacking: Unpacking, job: Job): Promise<Unpacked>
  /** What is known of the plain file for certain, because this container wrote it. */
  readsAs?: Partial<ImportRecipe>
}

export const startsWith = (head: Uint8Array, magic: readonly number[]) => magic.every((byte, i) => head[i] === byte)

/** Of what is written as comma-separated text in UTF-8 with one line of names. */
export const plainCsv = {
  encoding: 'utf-8',
  delimiter: ',',
  decimal: '.',
  header: true,
  skipLines: 0,
  unitLine: false,
  transposed: false,
} as const satisfies Partial<ImportRecipe>
