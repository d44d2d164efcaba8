import { gzipSync } from 'node:zlib'
import { seededRandom } from '../../src-main/analysis/math/random.ts'

/** A line below the header, and what may come of it. */
interface Line {
  cells: string[]
  /** What stands there, where it is no row of cells. */
  text?: string
  time: number
  values: number[]
  /** The time, the whole row, or some cells were spoiled: those may be read as anything, all else as written. */
  spoiled: Set<number> | 'time' | 'row'
}

export interface WrittenTable {
  name: string
  bytes: Buffer
  /** What was done to it. */
  mutations: string[]
  channels: number
  /** Lines below the header that are not blank, NUL bytes apart, which are left out and said: read + missing + left out and said must be as many. */
  lines: number
  /** Rows that must be read. values — NaN where the cell is empty, undefined where it may be read as anything. */
  rows: { time: number; values: (number | undefined)[] }[]
  /** Rows that may be read besides, with any time. */
  doubtful: number
  /** The file is whole, may be, or must be refused. */
  damage: 'none' | 'perhaps' | 'surely'
}

const start = Date.parse('2024-03-01T00:00:00Z')
const iso = (ms: number) => new Date(ms).toISOString()
const times = [
  (ms: number) => iso(ms).slice(0, 19).replace('T', ' '),
  iso,
  (ms: number) => `${iso(ms).slice(0, 10).split('-').reverse().join('.')} ${iso(ms).slice(11, 19)}`,
  (ms: number) => `${iso(ms).slice(0, 10).replaceAll('-', '/')} ${iso(ms).slice(11, 16)}`,
  (ms: number) => String(ms),
  (ms: number) => String(ms / 1000),
]
const oddCells = ['OFF', 'TRUE', 'no', 'open', 'n/a', '?', 'nan', '-', '1e400', '-inf', '0x1F', '12 °C', '1.2.3', '#REF!', '=1+1', '\0', '7\0', '\ufffd', '💥', "'", '"', '""', ' ', '<b>', '१२', 'CEST'] // prettier-ignore
const oddTimes = ['', 'n/a', '24:61', '2024-13-45 99:00:00', '0', '-1', '1e99', 'yesterday', '\0', '9999999999999999999', '0000-00-00 00:00:00'] // prettier-ignore
const zoneWords = [' CET', ' CEST', ' UTC', ' EST', ' Mars', 'Z', ' +0530', ' Europe/Berlin', ' am', ' DST']
const oddLines = ['*** restart ***', '# by hand', '// note', '--', ';;;;;;;;', ',,,,', '\0\0\0\0', '"', '<html>', 'Total', '\u001a'] // prettier-ignore

/** A random table in a random dialect, some of it spoiled, and what must be read of it. Lines before the 20th below the header stay whole. */
export function writtenTable(seed: number): WrittenTable {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]
  const chance = (share: number) => random.next() < share
  const delimiter = pick([',', ';', '\t', '|'])
  const comma = delimiter !== ',' && chance(0.4)
  const time = pick(times)
  const end = pick(['\n', '\r\n'])
  const channels = 1 + random.below(chance(0.1) ? 200 : 6)
  const quoted = chance(0.3)
  const step = pick([60_000, 120_000, 3_600_000])
  const names = ['time', ...Array.from({ length: channels }, (_, c) => `${pick(['flow', 'Druck', 'niveau'])} ${c + 1}`)]
  const cell = (text: string) => (quoted ? `"${text}"` : text)
  const written = (value: number) =>
    Number.isNaN(value) ? '' : comma ? String(value).replace('.', ',') : String(value)
  const header = names.map(cell).join(delimiter)

  const n = 60 + random.below(pick([100, 100, 100, 3000]))
  const lines: Line[] = Array.from({ length: n }, (_, i) => {
    const values = Array.from({ length: channels }, () =>
      chance(0.02) && i > 20 ? NaN : Math.round(random.next() * 1e6) / 1000 + 0.5,
    )
    return {
      cells: [time(start + i * step), ...values.map(written)].map(cell),
      time: start + i * step,
      values,
      spoiled: new Set(),
    }
  })

  const mutations: string[] = []
  const spoil = (line: Line, c: number, text: string) => {
    line.cells[c] = text
    if (c === 0) line.spoiled = line.spoiled === 'row' ? 'row' : 'time'
    else if (line.spoiled instanceof Set) line.spoiled.add(c - 1)
  }
  const any = () => 1 + random.below(channels)
  const extra = (at: number, text: string) =>
    void lines.splice(at, 0, { cells: [], text, time: NaN, values: [], spoiled: 'row' })
  const changes: Record<string, (at: number, line: Line) => void> = {
    'stray quote': (_, line) => {
      const c = any()
      spoil(line, c, pick([`"${line.cells[c]}`, `${line.cells[c]}"`, `1"2`]))
      // Among cells that are all quoted, where one ends is anybody's guess.
      if (quoted) line.spoiled = 'row'
    },
    'odd cell': (_, line) => spoil(line, any(), pick(oddCells)),
    'odd time': (_, line) => spoil(line, 0, pick(oddTimes)),
    'zone word': (_, line) =>
      spoil(
        line,
        0,
        line.cells[0].replace(/"?$/, (close) => pick(zoneWords) + close),
      ),
    'too few cells': (_, line) => ((line.cells.length = random.below(line.cells.length)), (line.spoiled = 'row')),
    'surplus cells': (_, line) => {
      line.cells.push(...Array<string>(pick([1, 1, 3, 100, 100_000])).fill(pick(['', '9', 'x'])))
      line.spoiled = 'row'
    },
    'long line': (_, line) => {
      const length = pick([1000, 70_000, 3_000_000])
      spoil(line, any(), pick(['7', 'x', '"', ' ']).repeat(length))
      // Over 2 MB it is left out as a whole.
      if (length > 2e6) line.spoiled = 'row'
    },
    'NUL bytes': (_, line) => ((line.text = '\0'.repeat(1 + random.below(300))), (line.spoiled = 'row')),
    'repeated header': (at) => extra(at, header),
    'blank line': (at) => extra(at, ''),
    'odd line': (at) => extra(at, pick(oddLines)),
    'line cut off': (_, line) => {
      line.text = line.cells.join(delimiter).slice(0, 1 + random.below(12))
      line.spoiled = 'row'
    },
  }
  for (let count = pick([0, 1, 1, 2, 3, 8]); count > 0; count--) {
    const name = pick(Object.keys(changes))
    const at = 20 + random.below(lines.length - 20)
    // One change per line, so that what it may cost is known.
    const { spoiled } = lines[at]
    if (!(spoiled instanceof Set) || spoiled.size > 0) continue
    changes[name](at, lines[at])
    mutations.push(`${name} in row ${at}`)
  }

  const texts = lines.map((line) => line.text ?? line.cells.join(delimiter))
  const preamble = chance(0.4) ? `Export of plant 7${end}made by nobody${end}${end}` : ''
  const mixed = chance(0.1)
  if (mixed) mutations.push('mixed line ends')
  let text = preamble + header + end
  texts.forEach(
    (one, i) =>
      (text += one + (i + 1 === texts.length && chance(0.3) ? '' : mixed && chance(0.1) ? pick(['\n', '\r\n']) : end)),
  )

  if (chance(0.08)) {
    mutations.push('cut off')
    const from = preamble.length + header.length + texts.slice(0, 30).join(end).length + 100
    text = text.slice(0, Math.max(from, random.below(text.length)))
    let left = text.slice(preamble.length + header.length).split(/\r?\n/).length - 1
    if (/\r?\n$/.test(text)) left--
    lines.length = Math.min(lines.length, left)
    lines[lines.length - 1].spoiled = 'row'
    // What is left of the last line.
    lines[lines.length - 1].text = text.slice(text.lastIndexOf('\n') + 1) || 'whole'
  }
  const encoding = pick(['utf8', 'utf8', 'utf8', 'bom', 'utf16le', 'latin1'] as const)
  let bytes = encoding === 'bom' ? Buffer.from(`\ufeff${text}`) : encoding === 'utf16le' ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text, encoding === 'latin1' ? 'latin1' : 'utf8') // prettier-ignore
  if (encoding !== 'utf8') mutations.push(encoding)
  let damage: WrittenTable['damage'] = 'none'
  const gzip = chance(0.15)
  if (gzip) {
    bytes = gzipSync(bytes)
    const how = random.below(3)
    if (how === 1) {
      bytes = bytes.subarray(0, 20 + random.below(bytes.length - 21))
      damage = 'surely'
    } else if (how === 2) {
      bytes[random.below(bytes.length)] ^= 1 << random.below(8)
      damage = 'perhaps'
    }
    mutations.push(['gzip', 'gzip cut off', 'gzip with a flipped bit'][how])
  }
  const counted = lines.filter((line) => !/^[\0 \t]*$/.test(line.text ?? line.cells.join(delimiter)))
  return {
    name: `table.csv${gzip ? '.gz' : ''}`,
    bytes,
    mutations,
    channels,
    lines: counted.length,
    rows: lines.flatMap(({ time: at, values, spoiled }) =>
      spoiled instanceof Set ? [{ time: at, values: values.map((v, c) => (spoiled.has(c) ? undefined : v)) }] : [],
    ),
    doubtful: lines.filter(({ spoiled }) => !(spoiled instanceof Set)).length,
    damage,
  }
}
