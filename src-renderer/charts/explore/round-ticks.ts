import { duration } from '../format.ts'
import { dateOfTicks, roundStep, timeTicks } from '../time-axis.ts'
import type { PlotColours } from './colours.ts'
import { signed } from './parts.ts'

const DAY = 86_400_000
const YEAR = 365.25 * DAY

/** Room that is assumed: the panes are at least so wide, and labels that would touch are left out by the chart. */
const width = 460
const most = 4

const words = (colours: PlotColours) => ({ color: colours.text, fontSize: 10, hideOverlap: true })

/** An axis of durations from low to high, ms, with ticks at round ones: 1 h, 2 d, 5 y. */
export function durationTicks(colours: PlotColours, low: number, high: number) {
  const step = durationStep((high - low) / most)
  const text = (ms: number) =>
    ms !== 0 && step >= YEAR ? `${sign(ms)}${Math.abs(Math.round(ms / YEAR))} y`
    : ms !== 0 && step >= DAY ? `${sign(ms)}${Math.abs(Math.round(ms / DAY))} d`
    : signed(ms) // prettier-ignore
  const first = Math.ceil(low / step - 1e-9)
  const ticks = Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step)
  return {
    min: low,
    max: high,
    axisTick: { lineStyle: { color: colours.line }, customValues: ticks },
    splitLine: { lineStyle: { color: colours.line, opacity: 0.5 }, customValues: ticks },
    axisLabel: { ...words(colours), customValues: ticks, formatter: text, ...inwards(ticks, low, high) },
  }
}

/** The first and the last stand at the sides of the picture where they are near them, and are written inwards. */
const inwards = (ticks: readonly number[], low: number, high: number) => ({
  alignMinLabel: ticks[0] - low < 0.12 * (high - low) ? 'left' : null,
  alignMaxLabel: high - ticks[ticks.length - 1] < 0.06 * (high - low) ? 'right' : null,
})

const sign = (ms: number) => (ms < 0 ? '−' : '')

/** The round duration that is at least so long. */
function durationStep(least: number): number {
  const days = roundStep(least) ?? [20, 50, 100].map((n) => n * DAY).find((step) => step >= least)
  if (days !== undefined) return days
  const years = least / YEAR
  const size = 10 ** Math.floor(Math.log10(Math.max(1, years)))
  return ([1, 2, 5, 10].find((n) => n * size >= years) ?? 10) * size * YEAR
}

/** An axis of times with ticks at round ones of the zone's clock; the first names the date that the others leave out. */
export function clockTicks(colours: PlotColours, start: number, end: number, zone: string) {
  const ticks = timeTicks(start, end, width, zone)
  const date = ticks.length > 0 ? dateOfTicks(ticks[0].time, start, end, width, zone) : ''
  const text = new Map(ticks.map(({ time, label }, i) => [time, i === 0 && date && !label.includes(date) ? joinedDate(label, date) : label])) // prettier-ignore
  const times = ticks.map(({ time }) => time)
  return {
    min: start,
    max: end > start ? end : start + 1,
    splitLine: { show: false },
    axisTick: { lineStyle: { color: colours.line }, customValues: times },
    axisLabel: { ...words(colours), customValues: times, formatter: (time: number) => text.get(time) ?? '', showMinLabel: true, ...inwards(times, start, end) }, // prettier-ignore
  }
}

/** "06:00" and "3 Dec 2013" → "3 Dec 2013 06:00"; "3 Dec" and "2013" → "3 Dec 2013"; a day that begins says so by its date alone. */
function joinedDate(label: string, date: string): string {
  if (date.startsWith(label)) return date
  return label.includes(':') ? `${date} ${label}` : `${label} ${date}`
}

/** Frequencies of round periods between low and high, Hz, far enough apart on the axis. position — 0…1 of a frequency on it. */
export function periodTicks(low: number, high: number, position: (frequency: number) => number) {
  const found: number[] = []
  let last = Infinity
  for (let ms: number | null = durationStep(1000 / high); ms !== null && 1000 / ms >= low; ms = longer(ms)) {
    const at = position(1000 / ms)
    if (last - at < 0.11) continue
    found.push(1000 / ms)
    last = at
  }
  return found
}

const longer = (ms: number): number | null => (ms > 1e4 * YEAR ? null : durationStep(ms * 1.001))

/** "every 1 h" of a frequency, in Hz; of the periods that ticks stand at, without what is lost in dividing. */
export function periodOf(frequency: number): string {
  const ms = 1000 / frequency
  if (ms >= 0.999 * YEAR) return `${Number((ms / YEAR).toPrecision(3))} y`
  if (ms >= DAY) return `${Number((ms / DAY).toPrecision(3))} d`
  return frequency > 0.1 && ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : duration(Number(ms.toPrecision(9)))
}
