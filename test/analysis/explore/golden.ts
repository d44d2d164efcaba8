import { readFileSync } from 'node:fs'

/** Numbers made with pandas, NumPy and SciPy; `made` in the file says with which. */
export const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as {
  columns: Record<'a' | 'b' | 'c' | 'd', (number | null)[]>
  describe: Record<'a' | 'b' | 'c' | 'd', Record<string, number>>
  pearson: (number | null)[][]
  spearman: (number | null)[][]
  welch: Spectrum
  welch50: Spectrum
  periodogram: { fs: number; f: number[]; p: number[] }
  spectrogram: { fs: number; nperseg: number; f: number[]; t: number[]; s: number[][] }
  acf: number[]
  ccf: { lags: number[]; r: number[] }
  kde: { at: number[]; density: number[] }
  hist: { edges: number[]; counts: number[] }
  clusters: { r: number[][]; heights: number[]; sizes: number[] }
  distance: { m: number[][]; d: number[][] }
  slope: number
  trapz: number
}

interface Spectrum {
  fs: number
  nperseg: number
  f: number[]
  p: number[]
}

/** [name] → [row], NaN = missing. */
export const columns = Object.fromEntries(
  Object.entries(golden.columns).map(([name, values]) => [name, Float64Array.from(values, (v) => v ?? NaN)]),
) as Record<'a' | 'b' | 'c' | 'd', Float64Array>

/** Missing values as pandas' interpolate(limit_direction='both') fills them: what the spectra were made of. */
export function filled(values: Float64Array): Float64Array {
  const there = [...values.keys()].filter((i) => !Number.isNaN(values[i]))
  return values.map((v, i) => {
    if (!Number.isNaN(v)) return v
    const right = there.find((k) => k > i)
    const left = there.findLast((k) => k < i)
    if (left === undefined || right === undefined) return values[(left ?? right)!]
    return values[left] + ((i - left) / (right - left)) * (values[right] - values[left])
  })
}
