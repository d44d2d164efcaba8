/** Cells that hold no value, in lower case: missing, not wrong. */
export const missingMarkers: readonly string[] = ['', 'nan', 'null', 'na', '#n/a', 'none', '-', '#nv', '(null)', 'n.a.']
export const isMissing = (cell: string) => missingMarkers.includes(cell.trim().toLowerCase())

/** Words that loggers and historians write where there is no reading: a column of numbers stays one, however often they come. */
const noReading =
  /^(m|t|n\/a|n\.a|nd|no data|nodata|bad|bad input|i\/o timeout|io timeout|comm fail|not connect(ed)?|pt created|shutdown|calc failed|configure|scan off|under range|over range|burnout|off ?line|error|err|invalid|fault|\*+|\++|-{2,}|\.+|\?+|#[\w/]+[!?]?|overflow|underflow|ol|lo|hi|[+-]?inf(inity)?|missing|unavailable|unknown|\\n)$/i
export const isNoReading = (cell: string) => noReading.test(cell.trim())

const numbers = { '.': /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, ',': /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i }
/** Digits in groups of three, by the mark that is not the decimal sign, an apostrophe or a blank that does not break. */
const groupings = {
  // "1,23,456.50": lakhs and crores.
  '.': /^[+-]?(?:\d{1,3}([,'’\u00a0\u202f\u2009 ]\d{3})+|\d{1,2}(,\d{2})+,\d{3})(\.\d+)?$/,
  ',': /^[+-]?\d{1,3}([.'’\u00a0\u202f\u2009 ]\d{3})+(,\d+)?$/,
}
const marks = { '.': /[,'’\u00a0\u202f\u2009 ]/g, ',': /[.'’\u00a0\u202f\u2009 ]/g }
/** A star or the like behind a number: estimated, from another sensor, corrected; G: good, as some historians write. */
const marked = /^([+-]?[\d.,]+)(?: ?[*#†‡]| +G)$/
/** A currency before a number, or a unit or % behind it, and what meters add to it: "3.9 mA DC". */
const dressed =
  /^([+-]?)\s*([$€£¥]?)\s*([+-]?[\d.,'’\u00a0\u202f\u2009 ]+(?:e[+-]?\d+)?)\s*((?:deg )?[\p{L}°%µμΩ‰"'$€£¥][^\d\s]{0,2}[\p{L}\d²³%/·*^-]{0,8})?(?: (?:ac|dc|ac\+dc|rms|abs|rel|rh))?$/iu

export const groupsDigits = (cell: string, decimal: '.' | ',') => groupings[decimal].test(plainMinus(cell))

/** A number and what stands beside it: "43.0 °C", "40%", "$0.35"; null for any other cell. */
export function dressedNumber(cell: string, decimal: '.' | ','): { value: number; unit: string } | null {
  if (marked.test(cell.trim())) {
    const value = bareNumber(marked.exec(cell.trim())![1], decimal)
    return Number.isNaN(value) ? null : { value, unit: '' }
  }
  // The time that the pattern takes grows with the square of the length.
  if (cell.length > 100) return null
  const match = dressed.exec(plainMinus(cell))
  if (!match || (match[2] === '' && match[4] === undefined)) return null
  const value = bareNumber(match[3], decimal)
  const unit = match[2] || match[4]
  return Number.isNaN(value) ? null : { value: match[1] === '-' ? -value : value, unit }
}

export const isNumber = (cell: string, decimal: '.' | ',') =>
  numbers[decimal].test(plainMinus(cell)) || groupsDigits(cell, decimal)

const fortran = /^[+-]?\d*\.\d*d[+-]\d{1,3}$/i
/** "(1,234.50)" and "($12)", as accountants write what is less than nothing. */
const inBrackets = /^\([$€£¥]? ?[\d.,'’\u00a0\u202f]+ ?[%$€£¥]?\)$/

/**
 * The sign before a number as it is usual: the minus of typographers, as spreadsheets and web pages of several languages write it, becomes
 * "-"; "+   20.1", as loggers write it in columns, loses its blanks; and "20,5-" and "(20,5)", as accounting programs write it, get their sign in front.
 */
function plainMinus(cell: string): string {
  const bare = cell.trim()
  const first = bare.charCodeAt(0)
  // Most cells begin with a digit and end without a sign.
  if (first >= 48 && first <= 57 && !bare.endsWith('-') && !fortran.test(bare)) return bare
  const text = bare.replace(/^[\u2212\uff0d]/, '-')
  if (text.length > 60) return text
  // Double precision of Fortran: "1.23D+02".
  if (fortran.test(text)) return text.replace(/d/i, 'e')
  if (/^[\d.,]+-$/.test(text)) return `-${text.slice(0, -1)}`
  if (inBrackets.test(text)) return `-${text.slice(1, -1)}`
  return text.replace(/^([+-])\s+(?=[\d.,])/, '$1')
}

function bareNumber(cell: string, decimal: '.' | ','): number {
  const plain = plainMinus(cell)
  const text = groupsDigits(plain, decimal) ? plain.replace(marks[decimal], '') : plain
  return numbers[decimal].test(text) ? Number(text.replace(',', '.')) : NaN
}

/** NaN where the cell is no number. */
export const toNumber = bareNumber

/** A word of a column of labels as it is compared: in lower case, and without blanks, which slip into words written by hand. */
export const labelWord = (cell: string) => cell.replace(/\s+/g, '').toLowerCase()

/** Words for no and yes in a column of labels, in lower case. */
export const noWords: readonly string[] = [
  '0',
  '0.0',
  'false',
  'f',
  'no',
  'n',
  'normal',
  'none',
  'benign',
  'healthy',
  'nominal',
  'ok',
  'noanomaly',
  'nofault',
  'nein',
]
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
  'ja',
]
/** Words in a column of labels by which nobody has said anything. */
export const unknownWords: readonly string[] = [
  '?',
  'unknown',
  'unlabeled',
  'unlabelled',
  'notlabeled',
  'notlabelled',
  'unsure',
]

/** What machines report of themselves in words, in lower case. */
const digitalWords: Readonly<Record<string, 0 | 1>> = {
  on: 1,
  off: 0,
  true: 1,
  false: 0,
  yes: 1,
  no: 0,
  open: 1,
  closed: 0,
  close: 0,
  running: 1,
  stopped: 0,
  active: 1,
  inactive: 0,
  enabled: 1,
  disabled: 0,
  ein: 1,
  aus: 0,
  an: 1,
  auf: 1,
  zu: 0,
  run: 1,
  stop: 0,
  ja: 1,
  nein: 0,
  nee: 0,
  wahr: 1,
  falsch: 0,
  oui: 1,
  non: 0,
  vrai: 1,
  faux: 0,
  marche: 1,
  arrêt: 0,
  ouvert: 1,
  fermé: 0,
  sí: 1,
  verdadero: 1,
  falso: 0,
  encendido: 1,
  apagado: 0,
  abierto: 1,
  cerrado: 0,
  vero: 1,
  aperto: 1,
  chiuso: 0,
  sim: 1,
  não: 0,
  verdadeiro: 1,
  ligado: 1,
  desligado: 0,
}
/** 1 or 0 for such a word, null for any other cell. */
export const digital = (cell: string): 0 | 1 | null => {
  const word = cell.trim().toLowerCase()
  return Object.hasOwn(digitalWords, word) ? digitalWords[word] : null
}
