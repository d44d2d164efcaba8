import { alarmLevels, THRESHOLDS } from '../metrics/vus.ts'
import { type Blocked, defineFamily, meanOver } from './blocks.ts'

/** Buffer widths that stand for all L + 1 of them: the areas change smoothly with the width. */
const WIDTHS = 10

/** Of one buffer width: soft labels per (level, block), and the merged regions' highest alarm with the blocks they lie in. */
interface Width {
  level: Uint8Array
  block: Uint32Array
  soft: Float64Array
  regionLevel: Uint8Array
  regionBlock: Uint32Array
  regionShare: Float64Array
}

/** predicted, hits — [block · 250 + level]; points, positives — [block]. */
interface Volumes {
  predicted: Float64Array
  hits: Float64Array
  points: Float64Array
  positives: Float64Array
  widths: Width[]
}

/** VUS-PR and VUS-ROC as ../metrics/vus.ts computes them, with the 250 thresholds of the whole run and ten of the buffer widths. */
export const volumes = defineFamily<Volumes>({
  ids: ['VUS-PR', 'VUS-ROC'],
  pooling: 'mean',
  prepare(blocked) {
    const {
      input: { scores, labels, vusWindow },
      block,
      blocks,
    } = blocked
    const level = alarmLevels(scores)
    const [predicted, hits] = [new Float64Array(blocks * THRESHOLDS), new Float64Array(blocks * THRESHOLDS)]
    const [points, positives] = [new Float64Array(blocks), new Float64Array(blocks)]
    for (let i = 0; i < level.length; i++) {
      predicted[block[i] * THRESHOLDS + level[i]]++
      points[block[i]]++
      if (labels[i] !== 1) continue
      hits[block[i] * THRESHOLDS + level[i]]++
      positives[block[i]]++
    }
    const strata = Math.min(WIDTHS, vusWindow + 1)
    const widths = Array.from({ length: strata }, (_, k) =>
      widthOf(blocked, level, Math.floor(((k + 0.5) * (vusWindow + 1)) / strata)),
    )
    return { predicted, hits, points, positives, widths }
  },
  evaluate: (parts) => meanOver(parts, ({ part, weights }) => means(part, weights)),
})

function widthOf({ input: { windows, labels }, block }: Blocked, level: Uint8Array, width: number): Width {
  const half = Math.floor(width / 2)
  const soft = new Map<number, number>()
  for (const { first, last } of windows)
    for (let d = 1; d <= half; d++)
      for (const row of [first - d, last + d])
        if (row >= 0 && row < level.length && labels[row] !== 1)
          soft.set(row, Math.min(1, (soft.get(row) ?? 0) + Math.sqrt(1 - d / width)))
  const sums = new Map<number, number>()
  for (const [row, label] of soft) {
    const key = block[row] * THRESHOLDS + level[row]
    sums.set(key, (sums.get(key) ?? 0) + label)
  }
  const regions: { first: number; last: number; blocks: number[] }[] = []
  for (const window of windows) {
    const wider = { first: Math.max(0, window.first - half), last: Math.min(level.length - 1, window.last + half) }
    const before = regions.at(-1)
    if (before && before.last >= wider.first) {
      before.last = wider.last
      before.blocks.push(block[window.first])
    } else regions.push({ ...wider, blocks: [block[window.first]] })
  }
  const pieces = regions.flatMap(({ first, last, blocks }) => {
    let highest = THRESHOLDS - 1
    for (let row = first; row <= last; row++) highest = Math.min(highest, level[row])
    return blocks.map((b) => ({ level: highest, block: b, share: 1 / blocks.length }))
  })
  return {
    level: Uint8Array.from(sums.keys(), (key) => key % THRESHOLDS),
    block: Uint32Array.from(sums.keys(), (key) => Math.floor(key / THRESHOLDS)),
    soft: Float64Array.from(sums.values()),
    regionLevel: Uint8Array.from(pieces, (piece) => piece.level),
    regionBlock: Uint32Array.from(pieces, (piece) => piece.block),
    regionShare: Float64Array.from(pieces, (piece) => piece.share),
  }
}

/** [VUS-PR, VUS-ROC] */
function means({ predicted, hits, points, positives, widths }: Volumes, weights: ArrayLike<number>): (number | null)[] {
  const [alarms, found] = [new Float64Array(THRESHOLDS), new Float64Array(THRESHOLDS)]
  let [n, there] = [0, 0]
  for (let b = 0; b < weights.length; b++) {
    const times = weights[b]
    if (times === 0) continue
    n += times * points[b]
    there += times * positives[b]
    for (let k = 0, at = b * THRESHOLDS; k < THRESHOLDS; k++, at++) {
      alarms[k] += times * predicted[at]
      found[k] += times * hits[at]
    }
  }
  if (there === 0) return [null, null]
  let [roc, pr] = [0, 0]
  for (const width of widths) {
    const area = areaOf(width, weights, alarms, found, n, there)
    roc += area.roc / widths.length
    pr += area.pr / widths.length
  }
  return [pr, roc]
}

function areaOf(
  width: Width,
  weights: ArrayLike<number>,
  alarms: Float64Array,
  found: Float64Array,
  n: number,
  positives: number,
) {
  const [soft, regions] = [new Float64Array(THRESHOLDS), new Float64Array(THRESHOLDS)]
  let count = 0
  for (let e = 0; e < width.soft.length; e++) soft[width.level[e]] += weights[width.block[e]] * width.soft[e]
  for (let r = 0; r < width.regionShare.length; r++) {
    const share = weights[width.regionBlock[r]] * width.regionShare[r]
    regions[width.regionLevel[r]] += share
    count += share
  }
  let [pr, roc, predicted, hits, edges, touched, tprBefore, fprBefore] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let k = 0; k < THRESHOLDS; k++) {
    predicted += alarms[k]
    hits += found[k]
    edges += soft[k]
    touched += regions[k]
    if (predicted === 0) continue
    const tp = hits + edges
    const there = (positives + positives + edges) / 2
    const tpr = Math.min(tp / there, 1) * (touched / count)
    const fpr = (predicted - tp) / (n - there)
    pr += (tpr - tprBefore) * (tp / predicted)
    roc += ((fpr - fprBefore) * (tpr + tprBefore)) / 2
    tprBefore = tpr
    fprBefore = fpr
  }
  return { pr, roc: roc + ((1 - fprBefore) * (1 + tprBefore)) / 2 }
}
