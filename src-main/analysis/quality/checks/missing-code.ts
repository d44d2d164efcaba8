import { counted } from '../../../shared/counted.ts'
import { nothing, rowOf, type Check, type ChannelLook } from '../look.ts'
import { runsWhere, lengthOf } from '../runs.ts'
import { number, withUnit } from '../words.ts'
import { WorstPlaces } from '../worst-places.ts'

/** Codes hide behind one another: −9999 behind −99999. */
const MOST_CODES = 4

/**
 * Values that stand for no reading: one exact value again and again, far outside of all others. A number that loggers use for it
 * (nines, the ends of 16 bits, enormous ones) is one even if it is there once; another, such as 0 or −1, only if it is rare and never
 * lasts, since a machine that rests has such values too.
 */
export const missingCode: Check = (look) => {
  const { values, facts } = look
  if (facts.levels < 3 || values.length < 10) return nothing
  const codes: number[] = []
  const left = { low: 0, high: 0 }
  for (let round = 0; round < MOST_CODES; round++) {
    const ends = endsOf(values, codes)
    const side = (['low', 'high'] as const).find((one) => isCode(look, ends, one))
    if (!side) break
    codes.push(side === 'low' ? ends.low : ends.high)
    left[side]++
  }
  if (codes.length === 0) return nothing
  const worst = new WorstPlaces()
  for (const code of codes)
    for (const run of runsWhere(values.length, (i) => values[i] === code))
      worst.add(
        {
          kind: 'missing-code',
          first: rowOf(look, run.first),
          last: rowOf(look, run.last),
          weight: lengthOf(run),
        },
        () =>
          `Shows ${withUnit(code, look.unit)} for ${counted(lengthOf(run), 'row')}, which looks like a code for a missing value.`,
      )
  const rows = worst.weight
  return {
    found: worst.found(),
    reason: `${codes.map(number).join(' and ')} ${codes.length > 1 ? 'stand' : 'stands'} in ${counted(rows, 'row')}, far from all other values, and ${codes.length > 1 ? 'look like codes for missing values' : 'looks like a code for a missing value'}.`,
    grade: 'poor',
  }
}

interface Ends {
  low: number
  secondLow: number
  lows: number
  high: number
  secondHigh: number
  highs: number
}

/** The lowest and the highest value, how often each is there, and their neighbours. */
function endsOf(values: Float64Array, without: readonly number[]): Ends {
  const ends: Ends = { low: Infinity, secondLow: Infinity, lows: 0, high: -Infinity, secondHigh: -Infinity, highs: 0 }
  const skips = without.length > 0
  for (let i = 0; i < values.length; i++) {
    const v = values[i]
    if (skips && without.includes(v)) continue
    if (v < ends.low) {
      ends.secondLow = ends.low
      ends.low = v
      ends.lows = 1
    } else if (v === ends.low) ends.lows++
    else if (v < ends.secondLow) ends.secondLow = v
    if (v > ends.high) {
      ends.secondHigh = ends.high
      ends.high = v
      ends.highs = 1
    } else if (v === ends.high) ends.highs++
    else if (v > ends.secondHigh) ends.secondHigh = v
  }
  return ends
}

function isCode(look: ChannelLook, ends: Ends, side: 'low' | 'high'): boolean {
  const [code, next, far, times] =
    side === 'low'
      ? [ends.low, ends.secondLow, ends.high, ends.lows]
      : [ends.high, ends.secondHigh, ends.low, ends.highs]
  const distance = Math.abs(code - next)
  const range = Math.abs(far - next)
  if (!Number.isFinite(next) || !Number.isFinite(distance)) return false
  // A code never has the others close to it.
  if (distance <= Math.max(range, 1e-9)) return false
  if (isKnownCode(code)) return distance > 0.2 * Math.abs(next)
  if (times < 3 || times > 0.02 * look.values.length || look.facts.isCounter) return false
  if (code !== 0 && !(Number.isInteger(code) && code < 0)) return false
  const runs = [...runsWhere(look.values.length, (i) => look.values[i] === code)]
  return runs.filter((run) => lengthOf(run) <= 3).length >= 0.8 * runs.length && runs.length >= 2
}

/** Numbers that loggers, weather services and instruments write where there is no reading. */
export function isKnownCode(value: number): boolean {
  const size = Math.abs(value)
  if (size >= 9.9e19) return true
  if ([32767, 32768, 65535, 6999, 7999, 8888, 888, 200].includes(size) && (value < 0 || size > 7000)) return true
  const digits = size.toString().replace('.', '')
  const mixed = /^9{2,}(25|00|25000)?$/.test(digits)
  return mixed && (value < 0 ? size >= 99 : size >= 999)
}
