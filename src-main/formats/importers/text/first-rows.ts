import { isoTime } from '../../../shared/importing/iso-time.ts'
import type { ImportRecipe } from '../../../shared/importing/recipe.ts'
import { digital, dressedNumber, isMissing, toNumber } from '../columns/cells.ts'
import { timeColumnsOf } from '../columns/columns.ts'
import { latestTime } from '../files/limits.ts'
import { isBadQuality } from '../columns/quality.ts'
import { zonedToUtc } from '../times/zone.ts'
import { acrossMidnight } from '../times/midnight.ts'
import { cellText, Cutter } from './cutter.ts'
import { rowPlan, type TextShape } from './plan.ts'
import { timeReader } from '../times/time-reader.ts'

const shown = 50

/**
 * The first rows as an import reads them, as text in column order: times as ISO, numbers with a point, missing cells empty,
 * and what cannot be read as it stands in the file. text — the first lines of the file.
 */
export function firstRows(text: string, shape: TextShape, recipe: ImportRecipe): string[][] {
  const plan = rowPlan(shape, { ...recipe, channels: [], labelColumns: [], long: undefined })
  const reader = plan.time && timeReader(plan.time.format, plan.decimal)
  const rows: string[][] = []
  const times: number[] = []
  const fixed: number[] = []
  let held = ''
  const cutter = new Cutter(plan.delimiter, plan.width, {
    blank() {},
    tooLong() {},
    row(cells, line, start) {
      if (
        rows.length >= shown ||
        line <= plan.skipLines ||
        line > (plan.endLine ?? Infinity) ||
        (cells.count < plan.width && !(plan.ragged && cells.count > 1))
      )
        return
      if (
        plan.comment !== null &&
        cells.bytes
          .toString('utf8', start, start + 8)
          .trimStart()
          .startsWith(plan.comment)
      )
        return
      const row = shape.names.map((_, i) => cellText(cells, i))
      if (plan.header?.every((name, i) => row[i] === name)) return
      rows.push(row)
      if (!plan.time || !reader) return
      const parts = plan.time.columns.map((i) => row[i])
      if (plan.time.held) parts[0] = held = parts[0] || held
      const joined = Buffer.from([...(plan.time.prefix ? [plan.time.prefix] : []), ...parts].join(' '))
      const none = parts.length === 1 && parts[0].trim() === ''
      times.push(none ? NaN : reader.read(joined, 0, joined.length))
      fixed.push(reader.zoned ? 1 : 0)
    },
  })
  // The first lines are enough; a megabyte of them would be cut for nothing.
  cutter.push(Buffer.from(text.slice(0, 400_000)))
  if (rows.length < shown) {
    cutter.push(Buffer.from(text.slice(400_000)))
    cutter.end()
  }
  const zone = recipe.time.kind === 'column' ? recipe.time.zone : 'UTC'
  const { utc } = zonedToUtc(acrossMidnight(recipe.time, Float64Array.from(times)), Uint8Array.from(fixed), zone)
  const timeColumn = shape.names.indexOf(timeColumnsOf(recipe.time)[0] ?? '')
  const channels = new Map(recipe.channels.filter((one) => one.include).map((one) => [one.column, one]))
  return rows.map((row, r) =>
    row.map((cell, c) => {
      if (c === timeColumn && Math.abs(utc[r]) <= latestTime) return isoTime(utc[r])
      if (isMissing(cell)) return ''
      const channel = channels.get(shape.names[c])
      const state = channel?.states?.indexOf(cell) ?? -1
      if (state >= 0) return String(state)
      if (channel?.quality !== undefined && isBadQuality(row[shape.names.indexOf(channel.quality)] ?? '')) return ''
      const number = toNumber(cell, recipe.decimal)
      if (!Number.isNaN(number)) return channel?.missing?.includes(number) ? '' : String(number)
      if (channel === undefined) return cell
      const word = channel.switch ? digital(cell) : null
      return String(word ?? dressedNumber(cell, recipe.decimal)?.value ?? cell)
    }),
  )
}
