import type { Normal } from '../../shared/models/normal.ts'
import type { Series, TimeRange } from '../../shared/data/series.ts'
import { quantileSorted } from '../preprocessing/scaling.ts'

/** The part that may be taken for normal: long enough to learn from, short enough to leave most of the data to be judged. */
const BEGINNING = 0.3
/** Blocks that the data are cut into to compare them with the beginning: thirty of them lie in it. */
const BLOCKS = 100
/** Fewer rows make blocks of a handful of points, whose means say nothing. */
const LEAST_ROWS = 300
/** A block is different where a channel's mean or movement lies this much farther out than any in the beginning. */
const FARTHER = 2
/** A drift counts from so many of the standard deviations that chance gives it on: a cycle in the data hides much of it. */
const CERTAIN = 2
/** Less than this share of what follows are single events, which "nearly everything" bears. */
const LATER = 0.15
/** A channel that is steady in the beginning looks in its second half as in its first but for a third of the blocks. */
const UNSTEADY = 0.34

/**
 * What is normal, from the look of the data: what is labelled is known; a steady beginning after which a good part is different is the
 * state to compare with; else nearly everything. labelCount — accepted labels of anomalies. Each answer says in one sentence why.
 */
export function chooseNormal(series: Series, labelCount: number): Normal {
  if (labelCount > 0)
    return {
      kind: 'unlabelled',
      ranges: [],
      why: `${labelCount === 1 ? 'One anomaly is' : `${labelCount.toLocaleString('en')} anomalies are`} labelled: everything outside of them is taken for normal.`,
    }
  const n = series.times.length
  if (n < LEAST_ROWS)
    return {
      kind: 'everything',
      ranges: [],
      why: `${n.toLocaleString('en')} rows are too few to keep some apart: all of them are taken for normal.`,
    }
  const beginning = Math.round(BEGINNING * BLOCKS)
  const profile = profileOf(series)
  const half = Math.round(beginning / 2)
  // One channel that drifts all the time says nothing about the others.
  const steady = profile.filter((statistic) => shareBeyond([statistic], [0, half], [half, beginning]) <= UNSTEADY)
  const isSteady = steady.length >= profile.length / 2
  const later = shareBeyond(steady, [0, beginning], [beginning, BLOCKS])
  if (isSteady && later >= LATER)
    return {
      kind: 'beginning',
      ranges: [beginningOf(series.times)],
      why: `The first ${percent(BEGINNING)} are steady, and ${percent(later)} of what follows looks different: the beginning is taken for normal.`,
    }
  return {
    kind: 'everything',
    ranges: [],
    why: !isSteady
      ? 'The data change from the start, so no part of them stands for the rest: nearly everything is taken for normal.'
      : `${later === 0 ? 'Nothing' : `Only ${percent(later)} of the data`} looks different from the beginning: anomalies are rare, so nearly everything is taken for normal.`,
  }
}

/** The part that is taken for normal where the beginning is. times — [n], epoch ms. */
export const beginningOf = (times: Float64Array): TimeRange => ({
  start: times[0],
  end: times[Math.max(1, Math.floor(BEGINNING * times.length)) - 1],
})

const percent = (share: number) => `${Math.round(100 * share)} %`

/** [statistic][block]: each channel's mean and the logarithm of its mean step, NaN where a block has no value. */
function profileOf({ values, times }: Series): Float64Array[] {
  const n = times.length
  return values.flatMap((channel) => {
    const level = new Float64Array(BLOCKS).fill(NaN)
    const movement = new Float64Array(BLOCKS).fill(NaN)
    for (let block = 0; block < BLOCKS; block++) {
      let [sum, count, steps] = [0, 0, 0]
      for (let row = Math.floor((block * n) / BLOCKS); row < Math.floor(((block + 1) * n) / BLOCKS); row++) {
        if (!Number.isFinite(channel[row])) continue
        sum += channel[row]
        count++
        if (row > 0 && Number.isFinite(channel[row - 1])) steps += Math.abs(channel[row] - channel[row - 1])
      }
      if (count === 0) continue
      level[block] = sum / count
      movement[block] = steps / count
    }
    return [level, movement]
  })
}

/**
 * The share of the blocks `then` of which a statistic lies beyond all of `first`, by more than its range there. Where it drifts in `first`,
 * it must lie beyond what the drift comes to as well: a trend that goes on is no other state.
 */
function shareBeyond(profile: Float64Array[], first: [number, number], then: [number, number]): number {
  const beyond = new Uint8Array(BLOCKS)
  for (const statistic of profile) {
    const usual = statistic
      .subarray(...first)
      .filter(Number.isFinite)
      .sort()
    if (usual.length < 5) continue
    const centre = quantileSorted(usual, 0.5)
    const reach = Math.max(usual[usual.length - 1] - centre, centre - usual[0])
    // A channel that stands still at first: any movement later is a difference, rounding is none.
    const least = 1e-6 * Math.max(Math.abs(centre), 1e-9)
    const limit = FARTHER * Math.max(reach, least)
    const drift = driftOf(statistic.subarray(...first))
    for (let block = then[0]; block < then[1]; block++) {
      const departure = statistic[block] - centre
      const expected = drift * (block - (first[0] + first[1] - 1) / 2)
      if (Math.abs(departure) > limit && Math.abs(departure - expected) > limit) beyond[block] = 1
    }
  }
  return beyond.subarray(then[0], then[1]).reduce((sum, b) => sum + b, 0) / (then[1] - then[0])
}

/** The usual change from block to block (Theil and Sen), 0 where it may be chance (Mann and Kendall). */
function driftOf(blocks: Float64Array): number {
  const slopes: number[] = []
  for (let i = 0; i < blocks.length; i++)
    for (let j = i + 1; j < blocks.length; j++) {
      const slope = (blocks[j] - blocks[i]) / (j - i)
      if (Number.isFinite(slope)) slopes.push(slope)
    }
  if (slopes.length === 0) return 0
  const n = blocks.length
  const rising = slopes.reduce((sum, slope) => sum + Math.sign(slope), 0)
  const chance = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
  return Math.abs(rising) > CERTAIN * chance ? quantileSorted(Float64Array.from(slopes).sort(), 0.5) : 0
}
