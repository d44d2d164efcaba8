import { badInput } from '../../../shared/errors.ts'
import { dateText, type Look } from './excel-dates.ts'
import { localName } from './excel-workbook.ts'

export interface SheetRow {
  /** 1-based, as Excel counts. */
  row: number
  cells: string[]
}

/** Columns beyond are no measurements; Excel has 16,384 of them. */
const mostColumns = 5000

/**
 * The rows of a sheet in its order, cells as text: dates in ISO form, numbers as they are stored, errors as Excel writes them.
 * source — the sheet's XML; texts — those that cells point to.
 */
export async function* sheetRows(
  source: AsyncIterable<Uint8Array>,
  texts: readonly string[],
  { styles, from1904 }: { styles: readonly Look[]; from1904: boolean },
): AsyncGenerator<SheetRow> {
  const ready: SheetRow[] = []
  let row = 0
  let cells: string[] = []
  let column = -1
  let type = 'n'
  let look: Look = 'number'
  let text = ''
  let isValue = false
  let reading = 0
  const { SaxesParser } = await import('saxes')
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw badInput(
      'The sheet is damaged. Open the workbook in Excel and save it again, or save the sheet as CSV.',
      error.message,
    )
  })
  parser.on('opentag', ({ name: full, attributes }) => {
    const name = localName(full)
    if (name === 'c') {
      column = attributes.r === undefined ? column + 1 : columnOf(attributes.r)
      if (column >= mostColumns) throw badInput(`The sheet has more than ${mostColumns.toLocaleString('en')} columns.`)
      type = attributes.t ?? 'n'
      look = styles[Number(attributes.s ?? 0)] ?? 'number'
      text = ''
    } else if (name === 'row') {
      row = attributes.r === undefined ? row + 1 : Number(attributes.r)
      cells = []
      column = -1
    } else if (name === 'rPh') reading++
    isValue = name === 'v' || (name === 't' && reading === 0)
  })
  parser.on('text', (part) => {
    if (isValue) text += part
  })
  parser.on('closetag', ({ name: full }) => {
    const name = localName(full)
    isValue = false
    if (name === 'c') {
      while (cells.length < column) cells.push('')
      cells[column] = cellText(text, type, look, texts, from1904)
    } else if (name === 'row') {
      // Rows that are only formatted hold nothing.
      if (cells.some((cell) => cell !== '')) ready.push({ row, cells })
    } else if (name === 'rPh') reading--
  })
  const decoder = new TextDecoder()
  for await (const block of source) {
    parser.write(decoder.decode(block, { stream: true }))
    yield* ready
    ready.length = 0
  }
  parser.close()
  yield* ready
}

function cellText(text: string, type: string, look: Look, texts: readonly string[], from1904: boolean): string {
  if (text === '') return ''
  if (type === 's') return pointed(texts[Number(text)] ?? '')
  if (type === 'inlineStr' || type === 'str') return pointed(text)
  if (type === 'b') return text === '1' ? 'true' : 'false'
  if (type === 'd') return text.replace('T', ' ')
  if (type !== 'n' || look === 'number') return text
  return dateText(Number(text), look, from1904) ?? text
}

/** A number that was typed as text with a decimal comma, as numbers are stored; three digits behind it may be thousands. */
const pointed = (text: string) =>
  /^[+-]?(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,})$|^[+-]?0,\d+$/.test(text)
    ? text.replaceAll('.', '').replace(',', '.')
    : text

/** "AB12" → 27. */
function columnOf(place: string): number {
  let column = 0
  for (let i = 0; i < place.length; i++) {
    const letter = place.charCodeAt(i) - 64
    if (letter < 1 || letter > 26) break
    column = column * 26 + letter
  }
  return column - 1
}
