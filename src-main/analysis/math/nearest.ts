import { symmetricEigen } from './eigen.ts'
import { matrix } from './matrix.ts'

/**
 * Points made ready for exact nearest-neighbour search. axes — [dims · dims], unit rows by falling variance; points —
 * [count · dims] along these axes, in the order of the first; order — [count], which of the given points each is.
 * Plain data: may be part of a model.
 */
export interface PointSet {
  dims: number
  axes: Float64Array
  points: Float32Array
  order: Int32Array
}

/** So many axes are turned at most: beyond, finding them costs more than it saves. */
const mostTurned = 128

/** points — [count · dims], row after row. */
export function pointSet(points: Float64Array, dims: number): PointSet {
  const count = points.length / dims
  const axes = principalAxes(points, dims)
  const turned = new Float64Array(points.length)
  for (let i = 0; i < count; i++) turn(axes, points.subarray(i * dims, (i + 1) * dims), turned, i * dims)
  const order = Int32Array.from({ length: count }, (_, i) => i).sort((a, b) => turned[a * dims] - turned[b * dims])
  const sorted = new Float32Array(points.length)
  order.forEach((from, to) => sorted.set(turned.subarray(from * dims, (from + 1) * dims), to * dims))
  return { dims, axes, points: sorted, order }
}

/**
 * Searches a set: returns meanDistance(query, at, skip?), the mean Euclidean distance of query[at … at + dims − 1] to its `k`
 * nearest points (fewer where there are fewer; NaN where there is none). skip(i) — leaves out the i-th of the given points.
 * Exact: a point is passed over only where its distance along some axes alone is too large. The neighbours of the query before
 * are looked at first, because consecutive windows have nearly the same.
 */
export function nearestIn(set: PointSet, k: number) {
  const { dims, axes, points, order } = set
  const count = order.length
  const x = new Float64Array(dims)
  const best = new Float64Array(k)
  const at = new Int32Array(k).fill(-1)
  const former = new Int32Array(k)

  const squaresTo = (i: number): number => {
    const worst = best[k - 1]
    let squares = 0
    for (let d = 0, p = i * dims; d < dims && squares < worst; d++, p++) {
      const step = x[d] - points[p]
      squares += step * step
    }
    return squares
  }
  const keep = (i: number, squares: number): void => {
    let place = k - 1
    for (; place > 0 && best[place - 1] > squares; place--) {
      best[place] = best[place - 1]
      at[place] = at[place - 1]
    }
    best[place] = squares
    at[place] = i
  }

  return (query: Float64Array, from: number, skip?: (i: number) => boolean): number => {
    turn(axes, query.subarray(from, from + dims), x, 0)
    former.set(at)
    best.fill(Infinity)
    at.fill(-1)
    for (const i of former) if (i >= 0 && !skip?.(order[i])) keep(i, squaresTo(i))
    let up = firstAtLeast(points, dims, x[0])
    let down = up - 1
    while (down >= 0 || up < count) {
      const below = down >= 0 ? x[0] - points[down * dims] : Infinity
      const above = up < count ? points[up * dims] - x[0] : Infinity
      const i = below <= above ? down-- : up++
      if (Math.min(below, above) ** 2 >= best[k - 1]) break
      const squares = squaresTo(i)
      if (squares < best[k - 1] && !former.includes(i) && !skip?.(order[i])) keep(i, squares)
    }
    let sum = 0
    let found = 0
    for (; found < k && at[found] >= 0; found++) sum += Math.sqrt(best[found])
    return sum / found
  }
}

function principalAxes(points: Float64Array, dims: number): Float64Array {
  if (dims > mostTurned) return new Float64Array(0)
  const count = points.length / dims
  const products = matrix(dims, dims)
  for (let i = 0; i < count; i++)
    for (let a = 0; a < dims; a++) {
      const v = points[i * dims + a]
      for (let b = 0; b < dims; b++) products.data[a * dims + b] += v * points[i * dims + b]
    }
  return symmetricEigen(products).vectors.data
}

/** Distances stay the same along any set of orthogonal axes. No axes: as it is. */
function turn(axes: Float64Array, x: Float64Array, into: Float64Array, at: number): void {
  if (axes.length === 0) {
    into.set(x, at)
    return
  }
  const dims = x.length
  for (let a = 0, i = 0; a < dims; a++) {
    let along = 0
    for (let d = 0; d < dims; d++) along += axes[i++] * x[d]
    into[at + a] = along
  }
}

function firstAtLeast(points: Float32Array, dims: number, value: number): number {
  let low = 0
  let high = points.length / dims
  while (low < high) {
    const middle = (low + high) >> 1
    if (points[middle * dims] < value) low = middle + 1
    else high = middle
  }
  return low
}
