import { getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { readTimes, readValues, rowAtOrAfter, timeAxis } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { AnsweredFrom } from '../../../shared/data/answered-from.ts'
import type { ExploreScope } from '../../../shared/data/explore.ts'
import type { Channel } from '../../../shared/project.ts'
import type { RowRange } from '../../../shared/data/series.ts'

/** A stretch of more rows than this is answered from a sample first. */
const quickRows = 131_072
/** The sample: so many blocks of neighbouring rows, taken evenly. */
const blocks = 32
const blockRows = 4096

/** What a question is about, read as it is needed. All arrays hold the rows of `pieces`, one after the other. */
export interface Stretch {
  from: AnsweredFrom
  pieces: RowRange[]
  channels: Channel[]
  times(): Float64Array
  values(channel: Channel): Float64Array
  channel(id: number): Channel
}

/**
 * sampled — what stands for a long stretch: blocks taken evenly, or one piece in its middle, whose rows lie beside each other.
 * Throws bad-input where the stretch has no row, or a channel is none of the dataset.
 */
export function stretchOf(
  db: Project,
  { dataset, start, end, channels, exact }: ExploreScope,
  sampled: 'blocks' | 'middle' = 'blocks',
): Stretch {
  const info = getDataset(db, dataset)
  const axis = timeAxis(db, dataset)
  const first = rowAtOrAfter(db, axis, start)
  let last = rowAtOrAfter(db, axis, end)
  if (last >= axis.rows || readTimes(db, dataset, last, last)[0] > end) last--
  if (last < first) throw badInput('There is no row in this stretch: show more of the chart.')
  const of = last - first + 1
  const pieces =
    exact || of <= quickRows ? [{ first, last }] : sampled === 'blocks' ? sample(first, of) : [middle(first, of)]
  const channel = (id: number) => {
    const found = info.channels.find((one) => one.id === id)
    if (!found) throw badInput('That channel is not in the dataset any more.')
    return found
  }
  const rows = pieces.reduce((sum, piece) => sum + piece.last - piece.first + 1, 0)
  const joined = (read: (piece: RowRange) => Float64Array) => {
    if (pieces.length === 1) return read(pieces[0])
    const out = new Float64Array(rows)
    let at = 0
    for (const piece of pieces) {
      const part = read(piece)
      out.set(part, at)
      at += part.length
    }
    return out
  }
  return {
    from: { rows, of },
    pieces,
    channels: channels.map(channel),
    channel,
    times: () => joined((piece) => readTimes(db, dataset, piece.first, piece.last)),
    values: ({ series }) => joined((piece) => readValues(db, series, piece.first, piece.last)),
  }
}

function middle(first: number, of: number): RowRange {
  const from = first + Math.floor((of - quickRows) / 2)
  return { first: from, last: from + quickRows - 1 }
}

function sample(first: number, of: number): RowRange[] {
  return Array.from({ length: blocks }, (_, b) => {
    const from = first + Math.floor(((of - blockRows) * b) / (blocks - 1))
    return { first: from, last: from + blockRows - 1 }
  })
}
