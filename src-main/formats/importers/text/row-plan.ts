import type { Stack } from '../shape/stacked.ts'

/** What of each line is read, and how. Columns are counted from 0. Plain data: it goes to threads as it is. */
export interface RowPlan {
  delimiter: string
  decimal: '.' | ','
  /** Lines before the first row. */
  skipLines: number
  /** The last line of the table, where another one follows. */
  endLine?: number
  /** Cells per row. */
  width: number
  /** Rows may lack cells at their end, which are missing. */
  ragged?: boolean
  /** The cells of the header, where it may come again; and what lines begin with that are no rows. */
  header: string[] | null
  /** Blocks below each other: the cell behind the last of a row is the name of its block. */
  stack: Stack | null
  comment: string | null
  /** null: rows are numbered. format — see timeReader; held — the first column holds until it is filled again. */
  time: { columns: number[]; prefix: string; format: string; held?: boolean } | null
  columns: PlannedColumn[]
  /** Time, A, Time, B: a line is a row for each of its times. of — [column of the plan] which of the times it has. */
  pairs: { times: number[]; of: number[] } | null
}

export interface PlannedColumn {
  index: number
  role: 'value' | 'label' | 'name'
  /** Numbers that stand for no value. */
  missing: number[]
  /** The cell of the line that says how good the reading is: a bad one is missing. */
  quality?: number
  /** Words for on and off are 1 and 0. */
  switch: boolean
  /** What the channel is measured in: cells may be in larger or smaller units of the same kind. */
  unit?: string | null
  /** Words that are read as their place in the list. */
  states?: readonly string[]
}
