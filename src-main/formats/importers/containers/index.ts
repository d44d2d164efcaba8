import type { Container } from './container.ts'
import { excel } from './excel.ts'
import { decimalCommas } from './decimal-commas.ts'
import { dayRows } from './day-rows.ts'
import { fixedWidth } from './fixed-width.ts'
import { gzip } from './gzip.ts'
import { jsonDocument } from './json-document.ts'
import { jsonLines } from './json-lines.ts'
import { labelledSamples } from './labelled-samples.ts'
import { matlab } from './matlab.ts'
import { namedValues } from './named-values.ts'
import { nativeDigits } from './native-digits.ts'
import { numpy } from './numpy.ts'
import { records } from './records.ts'
import { singleQuotes } from './single-quotes.ts'
import { spreadsheetGuards } from './spreadsheet-guards.ts'
import { wrapped } from './wrapped.ts'
import { zip } from './zip.ts'

/** Every format in which tables are packed; the first that recognises a file takes it out. */
export const containers: readonly Container[] = [
  excel,
  zip,
  gzip,
  numpy,
  matlab,
  jsonLines,
  jsonDocument,
  wrapped,
  singleQuotes,
  spreadsheetGuards,
  nativeDigits,
  labelledSamples,
  decimalCommas,
  dayRows,
  records,
  fixedWidth,
  namedValues,
]
