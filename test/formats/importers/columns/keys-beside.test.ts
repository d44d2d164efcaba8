import { expect, test } from 'vitest'
import { fileOf, messages, preview, read } from '../table-file.ts'

const two = (n: number) => String(n).padStart(2, '0')
const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('')

test('without a header, a word that is the same in every row names the value behind it', async () => {
  const file = fileOf(
    rows(30, (i) => `2024-03-01T10:00:${two(i)}.5Z|Xact|${i}.25|Sspeed (rpm)|${i * 10}|mode|AUTO`),
    'adapter.txt',
  )
  const { series } = await read(file)
  expect(series.channels).toEqual([
    { name: 'Xact', unit: null },
    { name: 'Sspeed', unit: 'rpm' },
  ])
})

test('marks behind numbers are no part of them, and are said', async () => {
  const file = fileOf(
    `time,sun\n${rows(40, (i) => `2024-03-01 10:${two(i)},${i}.5${i % 3 === 0 ? '*' : i > 20 ? '#' : ''}`)}`,
  )
  const { series } = await read(file)
  expect(Array.from(series.values[0])).toEqual(Array.from({ length: 40 }, (_, i) => i + 0.5))
  expect(messages((await preview(file)).problems).join()).toContain('marks behind numbers, such as "0.5*"')
})
