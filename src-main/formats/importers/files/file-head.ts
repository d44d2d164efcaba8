import { open } from 'node:fs/promises'
import { badInput } from '../../../shared/errors.ts'
import { decoderFor, guessEncoding, type Encoding } from './encoding.ts'
import { regularFile } from './regular-file.ts'

export { decoderFor, guessEncoding, type Encoding }

/** The beginning of a file that is not packed. */
export interface FileHead {
  bytes: Uint8Array
  /** The last bytes (none where `bytes` is the whole file): what a preview could not see otherwise. */
  tail: Uint8Array
  /** `bytes` is the whole content. */
  whole: boolean
  /** Size on disk. */
  fileBytes: number
  /** When it was last changed, epoch ms. */
  modified: number
}

const headBytes = 1 << 20
const tailBytes = 1 << 16

/**
 * Reads the first megabyte (more only while no line has ended).
 * Throws bad-input for a missing or empty file and for what is no file.
 */
export async function readHead(path: string, limit = headBytes): Promise<FileHead> {
  const info = await regularFile(path)
  const handle = await open(path, 'r')
  try {
    const bytes = new Uint8Array(Math.min(limit, info.size))
    await handle.read(bytes, 0, bytes.length, 0)
    if (info.size <= 3 && decoderFor(guessEncoding(bytes).encoding).decode(bytes) === '')
      throw badInput('The file is empty: it holds only the mark of its encoding.')
    const whole = bytes.length === info.size
    const tail = new Uint8Array(whole ? 0 : Math.min(tailBytes, info.size - bytes.length))
    await handle.read(tail, 0, tail.length, info.size - tail.length)
    return { bytes, tail, whole, fileBytes: info.size, modified: info.mtimeMs }
  } finally {
    await handle.close()
  }
}

const wayOut = 'as CSV or Parquet'
const decodeCan = 'decode it with the database of its signals (.dbc), and export them as CSV'
/** Twelve zeros, and then a number of its own. */
const sasMark = [...new Array<number>(12).fill(0), 0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14, 0x11, 0xcf]
/** Formats that are recognised and not read: what they are, and the way out. */
const magics: readonly [string, number[]][] = [
  ['an old Excel workbook (.xls), or one with a password: save the sheet as .xlsx or CSV', [0xd0, 0xcf, 0x11, 0xe0]],
  [
    'an NI measurement file (.tdms): export it from DIAdem, LabVIEW or the TDMS add-in of Excel as CSV',
    [...Buffer.from('TDSm')],
  ],
  ['a SQLite database: export the table as CSV', [...Buffer.from('SQLite format 3')]],
  ['a PDF document', [...Buffer.from('%PDF-')]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  [`an HDF5 file: export the table from the program that wrote it ${wayOut}`, [0x89, 0x48, 0x44, 0x46]],
  [
    `a MATLAB file of version 7.3 (HDF5): save it in MATLAB with "-v7" and import that, or save the table ${wayOut}`,
    [...Buffer.from('MATLAB 7.3')],
  ],
  [
    `a MATLAB file of a version that cannot be read here: save it in MATLAB with "-v7", or the table ${wayOut}`,
    [...Buffer.from('MATLAB ')],
  ],
  [
    'an MDF measurement file (.mf4, .mdf): export its channels as CSV or Parquet from the program that recorded it',
    [...Buffer.from('MDF ')],
  ],
  [`a log of a CAN bus (.blf): ${decodeCan}`, [...Buffer.from('LOGG')]],
  ['a netCDF file: export its variables as CSV or Parquet', [0x43, 0x44, 0x46]],
  ['a GRIB file of a weather model: export the points that you need as CSV', [...Buffer.from('GRIB')]],
  ['an Arrow or Feather file: save the table as Parquet or CSV', [...Buffer.from('ARROW1')]],
  ['a sound file (.wav): export its samples as CSV, or as a NumPy array', [...Buffer.from('RIFF')]],
  ['a FITS file of astronomers: save its table or its light curve as CSV', [...Buffer.from('SIMPLE  =')]],
  ['an Avro file: save the table as Parquet or CSV', [...Buffer.from('Obj\x01')]],
  ['an ORC file: save the table as Parquet or CSV', [...Buffer.from('ORC')]],
  [`data of R (.rds): write the table in R ${wayOut}`, [...Buffer.from('X\n\0\0\0')]],
  [`data of R (.RData): write the table in R ${wayOut}`, [...Buffer.from('RDX')]],
  [`an SPSS data file (.sav): save it there ${wayOut}`, [...Buffer.from('$FL')]],
  [`a Stata data file (.dta): save it there ${wayOut}`, [...Buffer.from('<stata_dta>')]],
  [`a SAS data file (.sas7bdat): export it there ${wayOut}`, sasMark],
  ...[2, 3, 4, 5].map((version): [string, number[]] => [
    `an object saved by Python (pickle): save the table in Python ${wayOut}`,
    [0x80, version],
  ]),
  ['a program', [0x7f, 0x45, 0x4c, 0x46]],
  ['a Zstandard archive: unpack it first', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a bzip2 archive: unpack it first', [0x42, 0x5a, 0x68]],
  ['an xz archive: unpack it first', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a RAR archive: unpack it first', [...Buffer.from('Rar!')]],
  ['a 7-Zip archive: unpack it first', [0x37, 0x7a, 0xbc, 0xaf]],
]

/** The same of text, by how it begins. */
const texts: readonly [RegExp, string][] = [
  [/^\s*UN[AB][:+]/, 'an EDIFACT message, such as MSCONS: export the readings as CSV from the system that received it'],
  [
    /^[^\n]{0,200},(1991|1999|2001|2013)\r?\n *\d+ *, *\d+A *, *\d+D *\r?\n/,
    'the settings of a recording of disturbances (COMTRADE .cfg), without its values: export the recording as CSV from the program that shows it',
  ],
  [/^100,NEM12,/, 'a NEM12 file of a metering service: ask for the readings as CSV with a time in each row'],
  [/^\s*\(\d+\.\d+\)\s+\S+\s+[0-9A-F]{3,8}#/, `a log of a CAN bus: ${decodeCan}`],
  [/^;\$FILEVERSION=\d/, `a log of a CAN bus (.trc): ${decodeCan}`],
  [
    /^[^\n]{0,80}\b(CAN)?ID[,;\t][^\n]{0,80}\b(LEN|DLC|DataLength)[,;\t][^\n]{0,80}\b(D1[,;\t]D2|Data0?0[,;\t]|DataBytes|Data\b)/i,
    `a log of a CAN bus, with the bytes of its frames: ${decodeCan}`,
  ],
  [
    /^ {4}-1 *\r?\n {4,5}58b? *\r?\n/,
    'a universal file of vibration measurements (.unv, .uff, dataset 58): export its functions as CSV',
  ],
  [/^date .{5,60}\r?\n\s*base (hex|dec)\b/i, `a log of a CAN bus (.asc): ${decodeCan}`],
  [
    /^\s*(--[^\n]{0,200}\n\s*|\/\*[^*]{0,500}\*\/;?\s*|SET [^;]{1,200};\s*){0,20}(CREATE|INSERT INTO|DROP) [^;]{1,500}[(;]/i,
    'a script of a database (SQL): export the table or the query as CSV',
  ],
  [
    /^[A-Z]{2}[A-Z0-9]{9}(?:1[789]|20)\d{2}(?:0[1-9]|1[0-2])[A-Z0-9]{4}[ -]{0,4}\d{1,5}[\w ]{3}/,
    'a file of daily weather records (.dly, GHCN) with a month in each line and no mark between its days: download the station as CSV',
  ],
  [/^0 {7}.{160}\d\d\.\d\d\.\d\d\d\d\.\d\d\.\d\d/s, 'a recording of body signals (.edf): export its signals as CSV'],
]

/** dBase: the version, a date, and the number of rows, the length of the header and of a row that follow from its fields of 32 bytes. */
function isDbase(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 65 || ![0x02, 0x03, 0x30, 0x31, 0x43, 0x83, 0x8b, 0xf5].includes(bytes[0])) return false
  const header = view.getUint16(8, true)
  return (
    bytes[2] >= 1 &&
    bytes[2] <= 12 &&
    bytes[3] <= 31 &&
    header > 64 &&
    [13, 0].includes(bytes[header - 1] ?? -1) &&
    header % 32 < 3
  )
}

/** "ustar" stands behind the name, the owner and the size of the first file. */
const isTar = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(257, 262)) === 'ustar'

/** "CDF" and "LOGG" begin words too: such a mark counts only where no text follows it. */
const beginsText = (magic: number[], bytes: Uint8Array): boolean =>
  /^[a-z]+ ?$/i.test(String.fromCharCode(...magic)) &&
  bytes.subarray(0, 200).every((byte) => (byte >= 32 && byte < 127) || (byte >= 9 && byte <= 13) || byte >= 160)

/** Says what a file is that is no table of text; null for others. Text has almost no control characters in its first 64 KB. */
export function binaryReason(bytes: Uint8Array, encoding: Encoding): string | null {
  const known = magics.find(([, magic]) => magic.every((byte, i) => bytes[i] === byte) && !beginsText(magic, bytes))
  if (known) return `This is ${known[0]}.`
  if (isTar(bytes)) return 'This is a TAR archive (.tar): unpack it first, or pack its files as ZIP.'
  if (isDbase(bytes)) return 'This is a dBase table (.dbf): open it in a spreadsheet and save it as CSV.'
  const text = decoderFor(encoding).decode(bytes.subarray(0, 1 << 16), { stream: true })
  const named = texts.find(([pattern]) => pattern.test(text.slice(0, 2000)))
  if (named) return `This is ${named[1]}.`
  if (/^\s*(\{\s*"|\[\s*[[{"])/.test(text))
    return 'This is JSON that is no table: export it as CSV or Parquet, or as JSON lines with one object per line.'
  if (
    /^(?:[^\s,={}"\\]|\\.)+(?:,(?:[^\s,=\\]|\\.)+=(?:[^\s,\\]|\\.)+)* [^\s,=]+=.{1,2000} \d{10,19}\s*$/.test(
      text.slice(0, text.indexOf('\n')),
    )
  )
    return 'This is line protocol of a time series database: export the query as CSV.'
  if (/^AAA,/.test(text) && /\n(AAA|BBBP),/.test(text))
    return 'This is a recording of nmon, with a kind of rows for each subject: turn it into CSV, one file for each, by nmonchart, nmon2csv or the like.'
  if (/^FMT, ?\d+, ?\d+, ?FMT,/.test(text))
    return 'This is a log of ArduPilot, with a kind of rows for each message: export the messages that you need as CSV, such as by mavlogdump --format csv --types ATT.'
  if (/^\s*<(!doctype|html|\?xml|table)/i.test(text))
    return 'This is a web page or XML, whatever its name: export it as CSV or Parquet.'
  let strange = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12 && code !== 0) || code === 0xfffd)
      strange++
  }
  // NUL bytes alone may be a block that was never written; with other control characters they are a binary.
  if (strange > text.length * 0.02)
    return 'This file is not text: it looks like a binary format that cannot be imported.'
  let nuls = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) === 0) nuls++
  return nuls > text.length * 0.5
    ? 'This file holds mostly NUL bytes: it is no text file, or was never completely written.'
    : null
}
