import { counted } from '../../../src-main/shared/counted.ts'
import type { ImportPreview } from '../../../src-main/shared/importing/recipe.ts'
import { stepIn, stepUnits } from './guesses.ts'

/** What is known of the times, in a sentence. wrong — why they cannot be right. */
export interface TimeSentence {
  text: string
  wrong: boolean
}

const hasZone = (cell: string) => /(Z|[+-]\d\d:?\d\d|UTC|GMT)$/.test(cell.trim())

const moment = (ms: number) =>
  new Date(ms)
    .toISOString()
    .replace('T', ' ')
    .replace(/:00\.000Z$|\.000Z$|Z$/, '')

/** The other end of a span without the date that both have. */
const until = (first: string, last: string) => (first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last)

function every(ms: number): string {
  const [amount, unit] = stepIn(ms)
  const name = stepUnits.find(([, n]) => n === unit)?.[0] ?? 'ms'
  return `one every ${Number(amount.toPrecision(6)).toLocaleString('en')} ${name}`
}

/** Was the whole file looked at? Of a long one the last lines have no number. */
const isWhole = ({ lines, rowEstimate, rows }: ImportPreview) =>
  rowEstimate <= rows.length || (lines !== undefined && lines.at(-1)?.line !== null)

const inWords = (preview: ImportPreview) => `${isWhole(preview) ? '' : 'About '}${counted(preview.rowEstimate, 'row')}`

/** From the rows that are shown, and the last one of the file where it is known. */
export function timeSentence(preview: ImportPreview): TimeSentence {
  const { time } = preview.recipe
  if (time.kind === 'steps')
    return {
      text: `${inWords(preview)}, ${every(time.stepMs)}, from ${moment(time.start)}: the file has no times, rows are counted.`,
      wrong: false,
    }
  const at = preview.columns.findIndex((column) => column.name === time.column)
  const cells = preview.rows.map((row) => row[at] ?? '')
  const times = cells.map((cell) => (/^[+-]?\d{4,6}-\d\d-\d\dT/.test(cell) ? Date.parse(cell) : NaN))
  const read = times.filter((ms) => !Number.isNaN(ms))
  if (preview.rows.length === 0) return { text: 'There is no row to read a time from.', wrong: true }
  if (read.length === 0)
    return {
      text: `No time can be read in "${time.column}" with this format; the first cell holds "${cells[0].slice(0, 40)}".`,
      wrong: true,
    }
  const first = Math.min(...read)
  const last = preview.lastTime === undefined ? null : preview.lastTime
  if (read.length > 1 && read.every((ms) => ms === read[0]))
    return {
      text: `All rows shown have the same time, ${moment(read[0])}: what tells them apart stands in another column.`,
      wrong: true,
    }
  const steps = read
    .slice(1)
    .map((ms, i) => Math.abs(ms - read[i]))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b)
  const step = steps.length > 0 ? `, ${every(steps[steps.length >> 1])}` : ''
  const elapsed = time.format.startsWith('epoch') && first < 315_532_800_000
  const end = last !== null && last > first ? last : Math.max(...read)
  const toEnd = last !== null || isWhole(preview)
  const span = elapsed
    ? `, ${(first / 1000).toLocaleString('en')} to ${(end / 1000).toLocaleString('en')} s since its start`
    : `, ${moment(first)} to ${toEnd ? until(moment(first), moment(end)) : '…'}`
  const stated = time.stated || time.format.startsWith('epoch') || preview.columns[at].samples.some(hasZone)
  const zone = elapsed
    ? ''
    : time.zone !== 'UTC'
      ? `, read as ${time.zone}, shown here as UTC`
      : stated
        ? ', UTC'
        : ', no zone: shown as UTC'
  const lost = cells.length - read.length
  const left = lost > 0 ? ` Of the rows shown, ${counted(lost, 'row')} ${lost === 1 ? 'has' : 'have'} no time.` : ''
  return { text: `${inWords(preview)}${step}${span}${zone}.${left}`, wrong: false }
}
