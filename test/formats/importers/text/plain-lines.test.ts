import { expect, test } from 'vitest'
import { seededRandom } from '../../../../src-main/analysis/math/random.ts'
import { RowKernel } from '../../../../src-main/formats/importers/text/row-kernel.ts'
import { RowReader } from '../../../../src-main/formats/importers/text/row-reader.ts'
import { BlockSpace } from '../../../../src-main/formats/importers/text/row-space.ts'
import type { RowPlan } from '../../../../src-main/formats/importers/text/row-plan.ts'

const plan = (columns: number, missing: number[] = []): RowPlan => ({
  delimiter: ',',
  decimal: '.',
  skipLines: 1,
  stack: null,
  width: columns + 2,
  header: ['time', ...Array.from({ length: columns }, (_, c) => `v${c}`), 'note'],
  comment: '#',
  time: { columns: [0], prefix: '', format: 'iso' },
  columns: Array.from({ length: columns }, (_, c) => ({
    index: c + 1,
    role: 'value',
    missing: c === 0 ? missing : [],
    switch: c === 1,
  })),
  pairs: null,
})

/** Everything that was found in a text that comes in blocks of some bytes. */
function found(text: string, plan: RowPlan, block = 1 << 20) {
  const space = new BlockSpace(plan.columns.length + 1)
  const reader = new RowReader(plan, space)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += block) reader.push(bytes.subarray(at, at + block))
  return everything(reader, space, plan)
}

/** The same with the kernel. */
function foundByKernel(text: string, plan: RowPlan) {
  const bytes = Buffer.from(text)
  const kernel = RowKernel.of(plan, bytes.length)!
  const room = kernel.room(bytes.length)
  bytes.copy(room)
  const reader = new RowReader(plan, kernel.space, kernel)
  reader.push(room)
  return everything(reader, kernel.space, plan)
}

function everything(reader: RowReader, space: RowKernel['space'], { columns }: RowPlan) {
  const { times, fixed, ...rest } = reader.end()
  const rows: number[][] = []
  for (const { block, rows: n } of space.takeFull())
    for (let from = 0, stride = block.length / (columns.length + 1); from < block.length; from += stride)
      rows.push(Array.from(block.subarray(from, from + n)))
  return { rows, times: Array.from(times), fixed: Array.from(fixed), ...rest }
}

const numbers = ['0', '-0', '7', '-12.5', '.5', '5.', '1e3', '-1.5E-7', '1e400', '1e-400', '0.30000000000000004', '123456789012345678', '9007199254740993', '00012.50', '4.9e-324', '1.7976931348623157e308', '2147483648', '-4294967296.25', '0.000000000000000000000001234'] // prettier-ignore
const oddCells = ['', ' ', 'NaN', 'inf', '-Infinity', '+3', ' 4', '5 ', '- 6', '1,5', '1.2.3', 'e5', '1e', '1e+', '-', '43.0 °C', 'ON', 'x', '-999', '1_0', '٣'] // prettier-ignore

test('lines that are read in one pass are read as the cutter reads them, every odd one counted', async () => {
  for (let seed = 1; seed <= 25; seed++) {
    const random = seededRandom(seed)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]
    const columns = 1 + Math.floor(random.next() * 5)
    const end = pick(['\n', '\r\n'])
    const lines: string[][] = []
    for (let i = 0; i < 120; i++) {
      const ms = Date.parse('2024-03-01T22:00:00Z') + i * 61_500
      const iso = new Date(ms).toISOString()
      const time = pick([iso, iso, iso, iso.slice(0, 19), iso.replace('Z', '+02:00'), '', '2024-13-01', '24:00'])
      const cells = Array.from({ length: columns }, () => (random.next() < 0.1 ? pick(oddCells) : pick(numbers)))
      const odd = random.next()
      if (odd < 0.03) lines.push(['time', ...cells.map((_, c) => `v${c}`), 'note'])
      else if (odd < 0.05) lines.push(['# a remark', ...cells, ''])
      else if (odd < 0.07) lines.push([time, ...cells.slice(1)])
      else if (odd < 0.09) lines.push([time, ...cells, 'note', '', ''])
      else if (odd < 0.1) lines.push([])
      else lines.push([time, ...cells, 'note'])
    }
    const header = `time,${Array.from({ length: columns }, (_, c) => `v${c}`).join(',')},note${end}`
    const text = (quote: string) => {
      const body = lines.map((cells) => cells.map((cell) => (cell === 'note' ? quote + cell + quote : cell)).join(','))
      return header + body.join(end) + end
    }
    const shape = plan(columns, [7, -999])
    const plain = found(text(''), shape)
    // A cell in quotes makes a line one for the cutter; the repeated headers stay what they are.
    expect(plain, `seed ${seed}`).toEqual(found(text('"'), shape))
    expect(plain.times.length).toBeGreaterThan(40)
    expect(found(text(''), shape, 97), `seed ${seed} in small blocks`).toEqual(plain)
    if (lines.at(-1)!.length > 0)
      expect(found(text('').slice(0, -end.length), shape), `seed ${seed} without a last line end`).toEqual(plain)
    // The kernel takes no column with codes, and of labels 0 and 1 alone.
    const bare = plan(columns)
    expect(foundByKernel(text(''), bare), `seed ${seed} by the kernel`).toEqual(found(text(''), bare))
    const labelled: RowPlan = {
      ...bare,
      columns: bare.columns.map((column, c) => (c === columns - 1 ? { ...column, role: 'label' } : column)),
    }
    const flags = text('').replace(
      /,[^,\r\n]+(,note\r?\n)/g,
      (_, rest) => `,${pick(['0', '1', '0', '1', '2', '-0', 'yes'])}${rest}`,
    )
    expect(foundByKernel(flags, labelled), `seed ${seed} with labels`).toEqual(found(flags, labelled))
  }
})

test('the kernel reads more rows than a block has, in any dialect, as it is read without it', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = seededRandom(seed)
    const many = seed === 1 ? 1 : 40 + Math.floor(random.next() * 40)
    const [delimiter, decimal] = ([',.', ';,', '\t.'] as const)[seed % 3]
    const shape: RowPlan = {
      ...plan(many),
      delimiter,
      decimal: decimal as '.' | ',',
      comment: seed % 2 === 0 ? '#' : null,
      time: seed === 4 ? null : { columns: [0], prefix: '', format: 'iso' },
    }
    const rows = seed === 1 ? 140_000 : 300
    const day = Date.parse('2024-02-28T23:50:00Z')
    const lines = Array.from({ length: rows }, (_, i) => {
      const time = new Date(day + i * 1500).toISOString().slice(0, seed % 2 === 0 ? 19 : 23)
      const cells = Array.from({ length: many }, (_, c) =>
        c === 0 && random.next() < 0.05
          ? ''
          : ((random.next() - 0.5) * 10 ** (c % 9)).toFixed(c % 8).replace('.', decimal),
      )
      return [time, ...cells, 'x'].join(delimiter)
    })
    const text = `${shape.header!.join(delimiter)}\n${lines.join('\n')}\n`
    const expected = found(text, shape)
    expect(expected.times.length).toBe(rows)
    const own = foundByKernel(text, shape)
    expect(own.times).toEqual(expected.times)
    expect({ ...own, times: [] }).toEqual({ ...expected, times: [] })
  }
})

test('numbers are the doubles that JavaScript makes of the same text', async () => {
  const random = seededRandom(3)
  const bytes = new DataView(new ArrayBuffer(8))
  const texts = [...numbers]
  while (texts.length < 3000) {
    bytes.setUint32(0, random.next() * 2 ** 32)
    bytes.setUint32(4, random.next() * 2 ** 32)
    const value = bytes.getFloat64(0)
    if (Number.isFinite(value)) texts.push(String(value), value.toExponential(5), (random.next() * 1e6).toFixed(7))
  }
  const text = `time,v0,note\n${texts.map((number) => `2024-01-01 00:00:00,${number},x\n`).join('')}`
  const { rows } = found(text, plan(1))
  const expected = texts.map(Number).map((value) => (Number.isFinite(value) ? value : NaN))
  expect(rows[0]).toEqual(expected)
  expect(foundByKernel(text, plan(1)).rows[0]).toEqual(expected)
})

test('times that differ in their clock alone are read as each by itself', async () => {
  const random = seededRandom(5)
  const texts = Array.from({ length: 600 }, () => {
    const [date, clock] = new Date(1.7e12 + Math.floor(random.next() * 3) * 86_400_000 + Math.floor(random.next() * 86_400_000)).toISOString().split('T') // prettier-ignore
    const zone = ['', 'Z', '+05:30', ' CET'][Math.floor(random.next() * 4)]
    return `${date}T${random.next() < 0.02 ? '24:00:00' : clock.slice(0, [5, 8, 12][Math.floor(random.next() * 3)])}${zone}`
  })
  const all = `time,v0,note\n${texts.map((time) => `${time},1,x\n`).join('')}`
  const together = found(all, plan(1))
  expect(foundByKernel(all, plan(1))).toEqual(together)
  const alone = await Promise.all(texts.map((time) => found(`time,v0,note\n${time},1,x\n`, plan(1))))
  expect(together.times).toEqual(alone.flatMap((one) => one.times))
  expect(together.fixed).toEqual(alone.flatMap((one) => one.fixed))
  expect(together.untimed.count).toBe(alone.reduce((sum, one) => sum + one.untimed.count, 0))
})
