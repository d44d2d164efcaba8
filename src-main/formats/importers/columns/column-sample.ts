import type { ImportPreview } from '../../../shared/importing/recipe.ts'

/** One column of a file with its first cells as text. */
export interface ColumnSample {
  name: string
  cells: string[]
  /** What a line of units says of it. */
  unit?: string
  /** Set on the column of block names, which stands in no line; values — the column that each block names anew, null for all. */
  stack?: { values: string | null }
  /** Set where the format itself says what the column is (Parquet). */
  known?: 'number' | 'time' | 'zoned-time' | 'flag'
}

export type ColumnType = ImportPreview['columns'][number]['type']
