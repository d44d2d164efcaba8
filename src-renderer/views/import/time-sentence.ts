import { count, counted } from '../../../src-main/shared/counted.ts'
import { gapSteps, usualStepOf } from '../../../src-main/shared/data/usual-step.ts'
import type { ImportPreview, WholeLook } from '../../../src-main/shared/importing/recipe.ts'
import { dateTime, duration } from '../../charts/format.ts'
import { elapsed } from '../../charts/zone.ts'
import { firstAndLast, timesOf, zoneOfTimes } from '../../state/data/file-times.ts'
import { stepIn, stepUnits } from './guesses.ts'

/** What is known of the times, in a sentence. wrong — why they cannot be right. */
export interface TimeSentence {
  text: string
  wrong: boolean
}

const hasZone = (cell: string) => /(Z|[+-]\d\d:?\d\d|UTC|GMT)$/.test(cell.trim())

/** As the chart writes it, without seconds that are none. */
const moment = (ms: number, zone: string) => dateTime(ms, zone).replace(/:00$/, '')

/** The other end of a span without the date that both have. */
const until = (first: string, last: string) => (first.slice(0, 10) === last.slice(0, 10) ? last.slice(11) : last)

function every(ms: number): string {
  if (ms < 1) return `one every ${duration(ms)}`
  const [amount, unit] = stepIn(ms)
  const name = stepUnits.find(([, n]) => n === unit)?.[0] ?? 'ms'
  return `one every ${Number(amount.toPrecision(6)).toLocaleString('en')} ${name}`
}

/** steps — ascending. Rows that come in bunches have no one step. */
function apart(steps: number[]): string {
  const [median, usual] = [steps[steps.length >> 1], usualStepOf(steps)]
  return usual > gapSteps * median ? `${duration(median)} to ${duration(usual)} apart` : every(median)
}

/** Was the whole file looked at? Of a long one the last lines have no number. */
const isWhole = ({ lines, rowEstimate, rows }: ImportPreview) =>
  rowEstimate <= rows.length || (lines !== undefined && lines.at(-1)?.line !== null)

const wrong = (text: string): TimeSentence => ({ text, wrong: true })

/** look — what the whole file holds; where it is not known, the rows that are shown and the last one of the file must do. */
export function timeSentence(preview: ImportPreview, look: WholeLook | null = null): TimeSentence {
  const { time } = preview.recipe
  const rows = look
    ? counted(look.report.rows, 'row')
    : `${isWhole(preview) ? '' : 'About '}${counted(preview.rowEstimate, 'row')}`
  const zone = zoneOfTimes(preview)
  if (time.kind === 'steps') {
    const from = zone === elapsed ? 'the start' : moment(time.start, zone)
    return {
      text: time.stated
        ? `${rows}, ${every(time.stepMs)} from ${from}, as the file says above its table.`
        : `${rows}. The file has no times, so they are counted: ${every(time.stepMs)} from ${from}.`,
      wrong: false,
    }
  }
  const at = preview.columns.findIndex((column) => column.name === time.column)
  const times = timesOf(preview)
  const read = times.filter((ms) => !Number.isNaN(ms))
  if (preview.rows.length === 0) return wrong('There is no row to read a time from.')
  if (read.length === 0)
    return wrong(
      `No time can be read in "${time.column}" with this format; the first cell holds "${(preview.rows[0][at] ?? '').slice(0, 40)}".`,
    )
  if (read.length > 1 && read.every((ms) => ms === read[0]))
    return wrong(
      `All rows shown have the same time, ${moment(read[0], zone)}: what tells them apart stands in another column.`,
    )
  const steps = read
    .slice(1)
    .map((ms, i) => Math.abs(ms - read[i]))
    .filter((ms) => ms > 0)
    .sort((a, b) => a - b)
  const step = steps.length > 0 ? `, ${apart(steps)}` : ''
  const lost = look ? 0 : times.length - read.length
  const left = lost > 0 ? ` Of the rows shown, ${counted(lost, 'row')} ${lost === 1 ? 'has' : 'have'} no time.` : ''
  return { text: `${rows}${step}, ${span(preview, look, zone)}.${left}`, wrong: false }
}

/** From when to when, and in which zone. */
function span(preview: ImportPreview, look: WholeLook | null, zone: string): string {
  const [first, last] = firstAndLast(preview, look)
  // Of a table that was turned, the rows that are shown are the first ones only.
  const toEnd = look !== null || (preview.lastTime ?? null) !== null || preview.rowEstimate <= preview.rows.length
  if (zone === elapsed) return `${count3(first)} to ${toEnd ? count3(last) : '…'} s since the start`
  const from = moment(first, zone)
  return `${from} to ${toEnd ? until(from, moment(last, zone)) : '…'}, ${zoneWords(preview, look, zone)}`
}

/** Seconds, to the millisecond. */
const count3 = (ms: number) => (Math.abs(ms % 1000) < 0.5 ? count(ms / 1000) : (ms / 1000).toLocaleString('en'))

function zoneWords({ recipe: { time }, columns, sourceColumns }: ImportPreview, look: WholeLook | null, zone: string) {
  if (zone !== 'UTC') return `zone ${zone}`
  if (time.kind === 'steps' || time.stated || time.format.startsWith('epoch')) return 'UTC'
  const samples = columns.find(({ name }) => name === time.column)?.samples ?? []
  // The times of a table that was turned come in UTC, whatever the file says.
  const stated = look ? (look.report.zone ?? null) !== null : sourceColumns ? null : samples.some(hasZone)
  return stated === null ? 'shown as UTC' : stated ? 'UTC' : 'no zone: shown as UTC'
}
