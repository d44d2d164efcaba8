/** How Excel shows the number of a cell: as it is, or as a date, a time of day, or both. */
export type Look = 'number' | 'date' | 'time' | 'date-time'

/** Formats that every workbook has without listing them. */
const builtIn: Readonly<Record<number, Look>> = {
  14: 'date',
  15: 'date',
  16: 'date',
  17: 'date',
  18: 'time',
  19: 'time',
  20: 'time',
  21: 'time',
  22: 'date-time',
  45: 'time',
  46: 'time',
  47: 'time',
}

/** The look of a format by its number; own — the workbook's own formats. East Asian built-in dates are 27 to 36 and 50 to 58. */
export function lookOf(id: number, own: ReadonlyMap<number, string>): Look {
  const code = own.get(id)
  if (code !== undefined) return lookOfCode(code)
  return builtIn[id] ?? ((id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'date' : 'number')
}

/** Letters in quotes, after a backslash and in brackets (colours, currencies) say nothing, except elapsed hours, [h]. */
function lookOfCode(code: string): Look {
  const bare = code
    .split(';')[0]
    .replaceAll(/"[^"]*"|\\.|_./g, '')
    .replaceAll(/\[(h+|m+|s+)\]/gi, '$1')
    .replaceAll(/\[[^\]]*\]/g, '')
    .toLowerCase()
  if (/general|[#0?]/.test(bare.replaceAll(/s[.,]0+/g, 's'))) return 'number'
  const clock = /[hs]/.test(bare)
  const date = /[yd]/.test(bare) || (!clock && /m/.test(bare))
  return date && clock ? 'date-time' : date ? 'date' : clock ? 'time' : 'number'
}

const dayMs = 86_400_000
/** 1899-12-30: with the 29 February 1900 that Excel has and the calendar has not, days from March 1900 on come out right. */
const from1900 = -2_209_161_600_000
const from1904 = -2_082_844_800_000

/** A serial number as text that says the same: rounded to the millisecond, more the number does not hold. Null where it is no date. */
export function dateText(serial: number, look: Look, is1904: boolean): string | null {
  if (!(serial >= 0 && serial < 2_958_466)) return null
  const ms = Math.round(serial * dayMs)
  if (look === 'time' && serial < 1) return clockText(ms)
  const iso = new Date((is1904 ? from1904 : from1900) + ms + (!is1904 && serial < 60 ? dayMs : 0)).toISOString()
  if (look === 'date' && ms % dayMs === 0) return iso.slice(0, 10)
  return `${iso.slice(0, 10)} ${iso.slice(11, ms % 1000 === 0 ? 19 : 23)}`
}

const clockText = (ms: number) => new Date(ms).toISOString().slice(11, ms % 1000 === 0 ? 19 : 23)
