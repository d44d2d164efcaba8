import { unitOf } from './units.ts'

const prefixes: Readonly<Record<string, number>> = { n: 1e-9, µ: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9 }
const bases = 'W Wh VA var V A Ah Hz Pa bar J N Nm Ω F g m s l B B/s bit bit/s W/m² Wh/m²'.split(' ')
const others: Readonly<Record<string, readonly [string, number]>> = {
  min: ['s', 60],
  h: ['s', 3600],
  d: ['s', 86_400],
  hPa: ['Pa', 100],
  cm: ['m', 0.01],
  t: ['g', 1e6],
  KiB: ['B', 1024],
  MiB: ['B', 1024 ** 2],
  GiB: ['B', 1024 ** 3],
}

function sized(unit: string): readonly [string, number] | null {
  if (unit in others) return others[unit]
  if (bases.includes(unit)) return [unit, 1]
  const factor = prefixes[unit[0]]
  return factor !== undefined && bases.includes(unit.slice(1)) ? [unit.slice(1), factor] : null
}

/** By what a value in one unit is multiplied to be in another: 1000 from "kW" to "W"; 1 for the same, null where they measure different things. */
export function unitScale(from: string, to: string): number | null {
  const [shown, wanted] = [unitOf(from), unitOf(to)]
  if (shown === wanted) return 1
  const [a, b] = [sized(shown), sized(wanted)]
  return a && b && a[0] === b[0] ? a[1] / b[1] : null
}
