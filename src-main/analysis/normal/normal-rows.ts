import { UNKNOWN_BLOCKS, type Normal } from '../../shared/models/normal.ts'
import type { HoldOut } from '../../shared/models/hold-out.ts'
import type { RowRange } from '../../shared/data/series.ts'
import { lowerBound, upperBound } from '../../shared/search.ts'

/** How an answer to "What is normal?" is trained: rows — to learn from, null = all; holdOut — blocks in turn where nobody knows. */
export interface NormalTraining {
  rows: RowRange[] | null
  holdOut: HoldOut
}

/** times — [n], epoch ms; labels — [n], 1 inside an accepted label of an anomaly, null = none. */
export function normalTraining(normal: Normal, times: Float64Array, labels: Uint8Array | null): NormalTraining {
  const nothing: HoldOut = { kind: 'nothing' }
  switch (normal.kind) {
    case 'everything':
      return { rows: null, holdOut: nothing }
    case 'unknown':
      return { rows: null, holdOut: { kind: 'blocks', blocks: UNKNOWN_BLOCKS, purge: null, agree: true } }
    case 'unlabelled':
      return { rows: labels && outside(labels), holdOut: nothing }
    default:
      return {
        rows: normal.ranges.map(({ start, end }) => ({
          first: lowerBound(times, start),
          last: upperBound(times, end) - 1,
        })),
        holdOut: nothing,
      }
  }
}

function outside(labels: Uint8Array): RowRange[] {
  const rows: RowRange[] = []
  for (let row = 0; row < labels.length; row++) {
    if (labels[row]) continue
    const open = rows.at(-1)
    if (open && open.last === row - 1) open.last = row
    else rows.push({ first: row, last: row })
  }
  return rows
}
