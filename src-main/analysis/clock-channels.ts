/** Places east of Greenwich and west of it, in quarters of an hour. */
const OFFSETS = Array.from({ length: 4 * 28 + 1 }, (_, i) => (i - 4 * 14) * 900_000)
const HOUR = 3_600_000
/** A minute of an hour: no part of a clock moves less. */
const LEAST_MOVE = 1 / 60
/** So many rows decide which parts of the clock and which offset are worth a look at every row. */
const SAMPLED = 200

const dayOfYear = (d: Date) => Math.floor((d.getTime() - Date.UTC(d.getUTCFullYear(), 0, 1)) / (24 * HOUR))

/**
 * Parts of a clock and a calendar. of — of a wall time, wherever it begins to count; turn — after how many it begins again; least — so
 * many changes show that it is this part. One may be a switch that was thrown on a full hour, which an offset makes a midnight.
 */
const parts: { of: (wall: Date) => number; turn: number; least: number }[] = [
  { of: (d) => d.getUTCFullYear(), turn: Infinity, least: 1 },
  { of: (d) => d.getUTCMonth(), turn: 12, least: 1 },
  { of: (d) => Math.floor(d.getUTCMonth() / 3), turn: 4, least: 1 },
  { of: (d) => d.getUTCDate(), turn: Infinity, least: 2 },
  { of: (d) => d.getUTCDay(), turn: 7, least: 2 },
  { of: dayOfYear, turn: Infinity, least: 2 },
  { of: (d) => d.getUTCHours(), turn: 24, least: 2 },
  { of: (d) => d.getUTCHours() + d.getUTCMinutes() / 60, turn: 24, least: 2 },
  { of: (d) => d.getUTCHours() * 60 + d.getUTCMinutes(), turn: 1440, least: 2 },
  { of: (d) => d.getUTCMinutes(), turn: 60, least: 2 },
  { of: (d) => d.getUTCSeconds(), turn: 60, least: 2 },
]

/** Summer time begins or ends once in so long. */
const SEASON = 140 * 24 * HOUR

/**
 * Does a channel only say which year, month, day, hour, minute … it is? times — epoch ms, ascending; values — [time], NaN = missing. The zone
 * does not matter, nor do an hour of summer time and whether Sunday is 0, 1 or 7. A constant channel says nothing and is none of these.
 */
export function repeatsClock(times: Float64Array, values: Float64Array): boolean {
  const every = Math.ceil(times.length / SAMPLED)
  const rows: number[] = []
  for (let row = 0; row < times.length; row += every) if (!Number.isNaN(values[row])) rows.push(row)
  const moves = moveOf(values)
  if (rows.length < 10 || moves < LEAST_MOVE * (1 - 1e-9)) return false
  const switches = 1 + (times[times.length - 1] - times[0]) / SEASON
  return parts.some(
    ({ of, turn, least }) =>
      // What moves by a whole turn, as a supply of 0 and 12 V does, would look like a part of the clock that stands still.
      moves < turn &&
      OFFSETS.some((offset) => {
        const told = (row: number, summer: number) => {
          const difference = values[row] - of(new Date(times[row] + offset + summer))
          return turn === Infinity ? difference : ((difference % turn) + turn) % turn
        }
        const first = told(rows[0], 0)
        const isFirst = (one: number) => Math.abs(one - first) < 1e-6 || turn - Math.abs(one - first) < 1e-6
        const same = (row: number) => isFirst(told(row, 0)) || isFirst(told(row, HOUR))
        if (!rows.every(same)) return false
        // Summer time lasts: what needs it now and then is no clock.
        let [summer, switched, changed, before] = [0, 0, 0, NaN]
        for (let row = 0; row < times.length; row++) {
          if (Number.isNaN(values[row])) continue
          if (!isFirst(told(row, summer))) {
            summer = HOUR - summer
            if (!isFirst(told(row, summer)) || ++switched > switches) return false
          } else if (values[row] !== before && !Number.isNaN(before)) changed++
          before = values[row]
        }
        return changed >= least
      }),
  )
}

function moveOf(values: Float64Array): number {
  let [low, high] = [Infinity, -Infinity]
  for (const v of values) {
    if (v < low) low = v
    if (v > high) high = v
  }
  return high - low
}
