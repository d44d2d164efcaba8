import { type Blocked, defineFamily, meanOver } from './blocks.ts'

/** With at most so many different scores of labelled points the areas are exact; beyond, points between two cuts count as tied. */
const CUTS = 2000
/** Cuts × blocks: what the table of a run may hold while it is made. */
const LARGEST = 4_000_000

/** Entries from the highest bin of scores down: labelled and other points of a block in a bin. ends — [bin], one past its last entry. */
interface Ranked {
  ends: Uint32Array
  block: Uint32Array
  positives: Uint32Array
  negatives: Uint32Array
}

/** Areas and the best F1 over all thresholds. Sorted once; a draw only changes how often an entry counts. */
export const ranked = defineFamily<Ranked>({
  ids: ['AUC-ROC', 'AUC-PR', 'Standard-F1'],
  pooling: 'mean',
  prepare,
  evaluate: (parts) => meanOver(parts, ({ part, weights }) => areas(part, weights)),
})

/** Bins alternate: points between two cuts, points exactly at a cut. Cuts are scores of labelled points, highest first. */
function prepare({ input, block, blocks }: Blocked): Ranked {
  const { scores, labels } = input
  const distinct = Float64Array.from(new Set(scores.filter((_, i) => labels[i] === 1)))
    .sort()
    .reverse()
  const most = Math.max(50, Math.min(CUTS, Math.floor(LARGEST / blocks / 2)))
  const cuts =
    distinct.length <= most
      ? distinct
      : Float64Array.from({ length: most }, (_, k) => distinct[Math.round((k * (distinct.length - 1)) / (most - 1))])
  const bins = 2 * cuts.length + 1
  const table = [new Uint32Array(bins * blocks), new Uint32Array(bins * blocks)]
  for (let i = 0; i < scores.length; i++) {
    let [low, high] = [0, cuts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (cuts[middle] <= scores[i]) high = middle
      else low = middle + 1
    }
    table[labels[i]][(2 * low + (cuts[low] === scores[i] ? 1 : 0)) * blocks + block[i]]++
  }
  const ends = new Uint32Array(bins)
  const used: number[] = []
  for (let bin = 0; bin < bins; bin++) {
    for (let at = bin * blocks; at < (bin + 1) * blocks; at++) if (table[0][at] + table[1][at] > 0) used.push(at)
    ends[bin] = used.length
  }
  return {
    ends,
    block: Uint32Array.from(used, (at) => at % blocks),
    positives: Uint32Array.from(used, (at) => table[1][at]),
    negatives: Uint32Array.from(used, (at) => table[0][at]),
  }
}

function areas({ ends, block, positives, negatives }: Ranked, weights: ArrayLike<number>): (number | null)[] {
  let [tp, fp, roc, pr, at] = [0, 0, 0, 0, 0]
  let all = 0
  for (let e = 0; e < block.length; e++) all += weights[block[e]] * positives[e]
  let best = 0
  for (let bin = 0; bin < ends.length; bin++) {
    let [hits, misses] = [0, 0]
    for (; at < ends[bin]; at++) {
      const times = weights[block[at]]
      hits += times * positives[at]
      misses += times * negatives[at]
    }
    roc += misses * (tp + hits / 2)
    tp += hits
    fp += misses
    if (hits === 0) continue
    pr += (hits * tp) / (tp + fp)
    best = Math.max(best, (2 * tp) / (tp + fp + all))
  }
  return tp === 0 ? [null, null, null] : [fp === 0 ? null : roc / tp / fp, pr / tp, best]
}
