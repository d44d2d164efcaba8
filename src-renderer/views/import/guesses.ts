import type { Guess, ImportPreview, ImportRecipe } from '../../../src-main/shared/importing/recipe.ts'

/** Why the recipe says what it says about something; undefined where no reason was given. */
export const reasonFor = (preview: ImportPreview, field: Guess['field']): string | undefined =>
  preview.guesses.find((g) => g.field === field)?.reason

export const delimiters: [string, string][] = [
  [',', 'Comma'],
  [';', 'Semicolon'],
  ['\t', 'Tab'],
  [' ', 'Blanks'],
  ['|', 'Bar'],
]

export const timeFormats: [string, string][] = [
  ['iso', 'Date and time (ISO)'],
  ['epoch-s', 'Seconds'],
  ['epoch-ms', 'Milliseconds'],
  ['epoch-us', 'Microseconds'],
  ['epoch-ns', 'Nanoseconds'],
  ['epoch-min', 'Minutes'],
  ['epoch-h', 'Hours'],
  ['epoch-d', 'Days'],
  ['duration', 'Hours, minutes, seconds'],
  ['excel', 'Excel days'],
  ['datenum', 'MATLAB days'],
  ['julian', 'Julian date'],
  ['mjd', 'Modified Julian date'],
  ['epoch-1904', 'Seconds since 1904'],
  ['epoch-2001', 'Seconds since 2001'],
  ['ticks', 'Ticks of .NET'],
  ['filetime', 'File times of Windows'],
  ['year', 'Years with a fraction'],
]

/** Units in which a step is typed. */
export const stepUnits: [string, number][] = [
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]

/** The largest unit that leaves a whole number. */
export function stepIn(stepMs: number): [amount: number, unit: number] {
  const unit = stepUnits.findLast(([, ms]) => stepMs >= ms && Number.isInteger(stepMs / ms))?.[1] ?? 1
  return [stepMs / unit, unit]
}

export const encodingNames: Readonly<Record<ImportRecipe['encoding'], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'latin-1': 'Latin-1, Windows-1252',
  'windows-1250': 'Windows-1250 (Central Europe)',
  'windows-1251': 'Windows-1251 (Cyrillic)',
  'windows-1253': 'Windows-1253 (Greek)',
  'windows-1254': 'Windows-1254 (Turkish)',
  shift_jis: 'Shift-JIS (Japanese)',
  gb18030: 'GBK, GB18030 (Chinese)',
  'euc-kr': 'EUC-KR (Korean)',
  big5: 'Big5 (Chinese, traditional)',
}
