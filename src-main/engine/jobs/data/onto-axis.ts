/**
 * Values by row on another axis that holds rows more or fewer: each goes with its time, of several rows of one time in their order; NaN where
 * the other axis has a row that was not there. values, times — [n]; axis — [m], both ascending → [m].
 */
export function ontoAxis(values: Float64Array | Float32Array, times: Float64Array, axis: Float64Array): Float64Array {
  const moved = new Float64Array(axis.length).fill(NaN)
  for (let from = 0, to = 0; from < times.length && to < axis.length;) {
    if (times[from] === axis[to]) moved[to++] = values[from++]
    else if (times[from] < axis[to]) from++
    else to++
  }
  return moved
}

export const sameAxis = (a: Float64Array, b: Float64Array): boolean =>
  a.length === b.length && a.every((time, row) => time === b[row])
