import { injectionKinds, type InjectionKind } from '../../shared/runs/ranking.ts'
import type { Segment } from '../../shared/data/series.ts'
import { seededRandom, type Random } from '../math/random.ts'

/** values — [channel][n] with anomalies in them; labels — [n], 1 inside one. */
export interface Injected {
  values: Float64Array[]
  labels: Uint8Array
}

/** So many anomalies of a kind, where there is room for them. */
const EVENTS = 5

/**
 * Changes part of a channel in place. values — [n] the piece to change; spread — the channel's deviation in normal data.
 * What a machine's faults look like in one channel, after Goswami et al., Unsupervised model selection for time series
 * anomaly detection, ICLR 2023, and Lai et al., Revisiting time series outlier detection, NeurIPS 2021.
 */
export const changes: Record<InjectionKind, (values: Float64Array, spread: number, random: Random) => void> = {
  spike(values, spread, random) {
    const height = sign(random) * (4 + 4 * random.next()) * spread
    values.forEach((v, i) => (values[i] = v + height))
  },
  shift(values, spread, random) {
    const height = sign(random) * (1.5 + 1.5 * random.next()) * spread
    values.forEach((v, i) => (values[i] = v + height))
  },
  drift(values, spread, random) {
    const height = sign(random) * (2 + 2 * random.next()) * spread
    values.forEach((v, i) => (values[i] = v + (height * (i + 1)) / values.length))
  },
  'flat line'(values) {
    values.fill(values[0])
  },
  noise(values, spread, random) {
    values.forEach((v, i) => (values[i] = v + spread * random.normal()))
  },
  'swapped order'(values) {
    // Last third, first third, middle third: every value stays, none where it was.
    const [a, b] = [Math.floor(values.length / 3), Math.floor((2 * values.length) / 3)]
    values.set([...values.slice(b), ...values.slice(0, a), ...values.slice(a, b)])
  },
}

const sign = (random: Random) => (random.next() < 0.5 ? -1 : 1)

/**
 * A copy of a segment with up to five anomalies of one kind, each in a third of the channels, evenly spread with room between them.
 * length — points of an anomaly (a spike has at most three); spread — [channel], in normal data; channels with 0 are left alone.
 * The same for the same seed. labels are all 0 where there is no room or every channel is constant.
 */
export function inject(
  segment: Segment,
  kind: InjectionKind,
  length: number,
  spread: Float64Array,
  seed: number,
): Injected {
  const random = seededRandom(seed * 31 + injectionKinds.indexOf(kind))
  const n = segment.times.length
  const values = segment.values.map((channel) => channel.slice())
  const labels = new Uint8Array(n)
  const points = kind === 'spike' ? Math.min(3, length) : length
  const events = Math.min(EVENTS, Math.floor(n / (4 * length)))
  const moving = Array.from(spread.keys()).filter((c) => spread[c] > 0)
  for (let e = 0; e < events && moving.length > 0; e++) {
    const slot = Math.floor(n / events)
    const from = e * slot + length + random.below(Math.max(1, slot - 2 * length - points))
    for (let chosen = Math.ceil(moving.length / 3), left = [...moving]; chosen > 0; chosen--) {
      const [channel] = left.splice(random.below(left.length), 1)
      changes[kind](values[channel].subarray(from, from + points), spread[channel], random)
    }
    labels.fill(1, from, from + points)
  }
  return { values, labels }
}
