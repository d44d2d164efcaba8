/** Cells that hold no value, in lower case: missing, not wrong. */
export const missingMarkers: readonly string[] = ['', 'nan', 'null', 'na', '#n/a', 'none', '-']
export const isMissing = (cell: string) => missingMarkers.includes(cell.trim().toLowerCase())

const numbers = { '.': /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, ',': /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i }
/** Digits in groups of three, by the mark that is not the decimal sign, an apostrophe or a blank that does not break. */
export const grouped = {
  '.': "^[+-]?[0-9]{1,3}([,'’\u00a0\u202f][0-9]{3})+([.][0-9]+)?$",
  ',': "^[+-]?[0-9]{1,3}([.'’\u00a0\u202f][0-9]{3})+(,[0-9]+)?$",
}
export const groupMarks = { '.': "[,'’\u00a0\u202f]", ',': "[.'’\u00a0\u202f]" }
const groupings = { '.': new RegExp(grouped['.']), ',': new RegExp(grouped[',']) }
const marks = { '.': new RegExp(groupMarks['.'], 'g'), ',': new RegExp(groupMarks[','], 'g') }

export const groupsDigits = (cell: string, decimal: '.' | ',') => groupings[decimal].test(cell.trim())
export const isNumber = (cell: string, decimal: '.' | ',') =>
  numbers[decimal].test(cell.trim()) || groupsDigits(cell, decimal)
/** NaN where the cell is no number. */
export function toNumber(cell: string, decimal: '.' | ','): number {
  const text = groupsDigits(cell, decimal) ? cell.replace(marks[decimal], '') : cell
  return numbers[decimal].test(text.trim()) ? Number(text.trim().replace(',', '.')) : NaN
}

/** Words for no and yes in a column of labels, in lower case. */
export const noWords: readonly string[] = ['0', '0.0', 'false', 'f', 'no', 'n', 'normal']
export const yesWords: readonly string[] = [
  '1',
  '1.0',
  'true',
  't',
  'yes',
  'y',
  'anomaly',
  'anomalous',
  'abnormal',
  'attack',
  'fault',
  'outlier',
]

/** What machines report of themselves in words, in lower case. */
export const digitalWords: Readonly<Record<string, 0 | 1>> = {
  on: 1,
  off: 0,
  true: 1,
  false: 0,
  yes: 1,
  no: 0,
  open: 1,
  closed: 0,
  running: 1,
  stopped: 0,
  active: 1,
  inactive: 0,
}
/** 1 or 0 for such a word, null for any other cell. */
export const digital = (cell: string): 0 | 1 | null => digitalWords[cell.trim().toLowerCase()] ?? null
