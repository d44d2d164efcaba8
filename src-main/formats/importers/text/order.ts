/**
 * Row numbers in ascending order of time; equal times keep their order. Natural merge sort: files are runs that ascend, so n log(runs).
 * times — [n], NaN rows are left out.
 */
export function ascending(times: Float64Array): Uint32Array {
  let from = new Uint32Array(times.length)
  let n = 0
  for (let i = 0; i < times.length; i++) if (!Number.isNaN(times[i])) from[n++] = i
  from = from.subarray(0, n)
  let bounds: number[] = [0]
  for (let i = 1; i < n; i++) if (times[from[i]] < times[from[i - 1]]) bounds.push(i)
  bounds.push(n)
  let to = new Uint32Array(n)
  while (bounds.length > 2) {
    const next: number[] = [0]
    for (let r = 0; r + 1 < bounds.length; r += 2) {
      const middle = bounds[r + 1]
      const end = bounds[r + 2] ?? middle
      let a = bounds[r]
      let b = middle
      for (let k = bounds[r]; k < end; k++)
        to[k] = b >= end || (a < middle && times[from[a]] <= times[from[b]]) ? from[a++] : from[b++]
      next.push(end)
    }
    bounds = next
    ;[from, to] = [to, from]
  }
  return from
}
