import type { ImportPreview } from '../../shared/recipe.ts'

/** One column of a file with its first cells as text. */
export interface ColumnSample {
  name: string
  cells: string[]
  /** What a line of units says of it. */
  unit?: string
  /** Set where the format itself says what the column is (Parquet). */
  known?: 'number' | 'time' | 'zoned-time' | 'flag'
}

export type ColumnType = ImportPreview['columns'][number]['type']
