import { expect, test } from 'vitest'
import { scoreLines } from '../../../src-main/cli/score/output.ts'
import { rowReader } from '../../../src-main/cli/score/row-reader.ts'

const read = (cells: string[], delimiter = ','): number[] => {
  const found: number[] = []
  const wanted = { channels: [{ name: 'a', unit: null }], key: null, time: null }
  const reader = rowReader(null, wanted, (_key, _time, row) => void found.push(row[0]))
  reader.take([`time${delimiter}a`, ...cells.map((cell, i) => `${1.7e12 + i}${delimiter}${cell}`), ''].join('\n'))
  return found
}

test('numbers of a stream are those that JavaScript reads, to the last digit', () => {
  let seed = 3
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const cells = ['0', '-0', '5.', '.5', '-.25', '1e-7', '123456789012345', '0.1234567890123456789', '+3', ' 7 ']
  for (let i = 0; i < 3000; i++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 12)
    cells.push(`${value}`, value.toFixed(Math.floor(random() * 14)), value.toPrecision(15))
  }
  read(cells).forEach((value, i) => expect(value, cells[i]).toBe(Number(cells[i])))
  expect(read(['', 'NaN', 'null', '-'])).toEqual([NaN, NaN, NaN, NaN])
  expect(read(['"1.5"', '2.5'], ';')).toEqual([1.5, 2.5])
  for (const wrong of ['1.2.3', '--1', 'x', '.']) expect(() => read([wrong])).toThrow(`"${wrong}" is not a number`)
  expect(() => read(['1,2'])).toThrow('Line 2 of the input has 3 cells, and the first line has 2')
})

test('times of scores are written as JavaScript does, also before 1970 and between two milliseconds', () => {
  const times = Float64Array.of(
    -86_400_001,
    -60_000,
    -1,
    -0.5,
    0,
    59_999,
    60_000,
    61_005.7,
    1.7e12 + 12,
    1.7e12 + 59_123,
  )
  const lines = [...scoreLines('csv', null, null).rows('', { times, scores: times.map(() => 1) })]
    .join('')
    .trim()
    .split('\n')
  lines.forEach((line, i) => expect(line.split(',')[0]).toBe(new Date(times[i]).toISOString()))
})
