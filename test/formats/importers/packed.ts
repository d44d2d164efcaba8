import { crc32, deflateRawSync, deflateSync } from 'node:zlib'

/** A ZIP archive of files, deflated. */
export function zipOf(files: Record<string, string | Uint8Array>): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content as Uint8Array)
    const packed = deflateRawSync(bytes)
    const both = Buffer.alloc(26)
    both.writeUInt16LE(20, 0)
    both.writeUInt16LE(0x800, 2)
    both.writeUInt16LE(8, 4)
    both.writeUInt32LE(crc32(bytes), 10)
    both.writeUInt32LE(packed.length, 14)
    both.writeUInt32LE(bytes.length, 18)
    both.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), both, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    centrals.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2, 20, 0]), both, rest, Buffer.from(name)]))
    locals.push(local)
    at += local.length
  }
  const central = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(centrals.length, 8)
  end.writeUInt16LE(centrals.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, central, end])
}

export type Cell = string | number | boolean | null | { serial: number; style: number }
/** Styles of the workbooks below: date-time, date, time of day, a format of its own with milliseconds, a currency. */
export const styles = { dateTime: 1, date: 2, clock: 3, own: 4, money: 5 }
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** An Excel workbook with the given sheets. Texts are shared, as Excel itself writes them. */
export function workbookOf(
  sheets: Record<string, Cell[][]>,
  options: { from1904?: boolean; hidden?: string[] } = {},
): Buffer {
  const texts: string[] = []
  const names = Object.keys(sheets)
  const xml = (content: string) => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${content}`
  const cellXml = (cell: Cell, place: string) => {
    if (cell === null) return ''
    if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`
    if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${Number(cell)}</v></c>`
    if (typeof cell === 'object') return `<c r="${place}" s="${cell.style}"><v>${cell.serial}</v></c>`
    if (!texts.includes(cell)) texts.push(cell)
    return `<c r="${place}" t="s"><v>${texts.indexOf(cell)}</v></c>`
  }
  const column = (c: number): string =>
    (c < 26 ? '' : column(Math.floor(c / 26) - 1)) + String.fromCharCode(65 + (c % 26))
  const sheetXml = (rows: Cell[][]) =>
    xml(
      `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
        .map((row, r) =>
          row.length
            ? `<row r="${r + 1}">${row.map((cell, c) => cellXml(cell, `${column(c)}${r + 1}`)).join('')}</row>`
            : '',
        )
        .join('')}</sheetData></worksheet>`,
    )
  const parts = Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheets[name])]))
  return zipOf({
    '[Content_Types].xml': xml('<Types/>'),
    'xl/workbook.xml': xml(
      `<workbook xmlns:r="r"><workbookPr${options.from1904 ? ' date1904="1"' : ''}/><sheets>${names
        .map(
          (name, i) =>
            `<sheet name="${escaped(name)}" sheetId="${i + 1}"${options.hidden?.includes(name) ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': xml(
      `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    ),
    'xl/styles.xml': xml(
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm:ss.000"/>' +
        '<numFmt numFmtId="165" formatCode="[$€-407] #,##0.00"/></numFmts>' +
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>' +
        `<cellXfs>${[0, 22, 14, 21, 164, 165].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
    ),
    ...parts,
    'xl/sharedStrings.xml': xml(
      `<sst>${texts.map((text) => `<si><r><t>${escaped(text.slice(0, 1))}</t></r><r><t xml:space="preserve">${escaped(text.slice(1))}</t></r><rPh><t>reading</t></rPh></si>`).join('')}</sst>`,
    ),
  })
}

/** The day that Excel counts for a moment. */
export const serialOf = (iso: string) => Date.parse(iso) / 86_400_000 + 25_569

/** A NumPy array of doubles or of another kind. */
export function npyOf(descr: string, shape: number[], data: Uint8Array, columnMajor = false): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': ${columnMajor ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + '\n'
  const start = Buffer.alloc(10)
  Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]).copy(start)
  start.writeUInt16LE(header.length, 8)
  return Buffer.concat([start, Buffer.from(header), data])
}

export interface MatMatrix {
  name: string
  rows: number
  columns: number
  values: number[]
}

/** A MATLAB file of version 5 with matrices of doubles (values column by column), texts and structures. */
export function matOf(
  variables: (MatMatrix | { name: string; text: string } | { name: string; fields: MatMatrix[] })[],
  packed: boolean,
): Buffer {
  const element = (type: number, data: Buffer) => {
    const tag = Buffer.alloc(8)
    tag.writeUInt32LE(type, 0)
    tag.writeUInt32LE(data.length, 4)
    return Buffer.concat([tag, data, Buffer.alloc((8 - (data.length % 8)) % 8)])
  }
  const int32 = (...numbers: number[]) => Buffer.from(new Int32Array(numbers).buffer)
  const matrix = (kind: number, rows: number, columns: number, name: string, rest: Buffer) =>
    element(
      14,
      Buffer.concat([
        element(6, int32(kind, 0)),
        element(5, int32(rows, columns)),
        element(1, Buffer.from(name)),
        rest,
      ]),
    )
  const numbers = ({ name, rows, columns, values }: MatMatrix, called = name) =>
    matrix(6, rows, columns, called, element(9, Buffer.from(new Float64Array(values).buffer)))
  const header = Buffer.alloc(128, ' ')
  header.write('MATLAB 5.0 MAT-file, written by a test')
  header.writeUInt16LE(0x0100, 124)
  header.write('IM', 126)
  const elements = variables.map((variable) => {
    if ('text' in variable)
      return matrix(4, 1, variable.text.length, variable.name, element(4, Buffer.from(variable.text, 'utf16le')))
    if (!('fields' in variable)) return numbers(variable)
    const fieldNames = Buffer.concat(variable.fields.map((field) => Buffer.from(field.name.padEnd(32, '\0'))))
    const small = Buffer.from([5, 0, 4, 0, 32, 0, 0, 0])
    return matrix(
      2,
      1,
      1,
      variable.name,
      Buffer.concat([small, element(1, fieldNames), ...variable.fields.map((field) => numbers(field, ''))]),
    )
  })
  const compressed = (bytes: Buffer) => {
    const data = deflateSync(bytes)
    const tag = Buffer.alloc(8)
    tag.writeUInt32LE(15, 0)
    tag.writeUInt32LE(data.length, 4)
    return Buffer.concat([tag, data])
  }
  return Buffer.concat([header, ...elements.map((bytes) => (packed ? compressed(bytes) : bytes))])
}
