import { expect, test } from 'vitest'
import { splitLine } from '../../../../src-main/formats/importers/shape/split.ts'
import { Cutter, cellText } from '../../../../src-main/formats/importers/text/cutter.ts'
import { fileOf, read } from '../table-file.ts'

const cutLine = (line: string): string[] => {
  let cells: string[] = []
  const cutter = new Cutter(' ', 4, {
    blank: () => undefined,
    tooLong: () => undefined,
    row: (cut) => (cells = Array.from({ length: cut.count }, (_, i) => cellText(cut, i))),
  })
  cutter.push(Buffer.from(`${line}\n`))
  cutter.end()
  return cells
}

test.each([
  ['"1" "2024-03-01 10:00:00" 20.5 NA', ['1', '2024-03-01 10:00:00', '20.5', 'NA']],
  ['10:10:01 AM all  3.91\t0.5', ['10:10:01 AM', 'all', '3.91', '0.5']],
  ['01-MAR-24 10.00.00.000 PM 3', ['01-MAR-24', '10.00.00.000 PM', '3']],
  ['1709287200: 2.05e+01 -nan', ['1709287200', '2.05e+01', '-nan']],
  ['pump: 12" pipe "a b', ['pump:', '12"', 'pipe', '"a', 'b']],
  ['3 AM radio 4', ['3', 'AM', 'radio', '4']],
])('between blanks the preview and the import cut alike: %s', (line, cells) => {
  expect(splitLine(line, ' ')).toEqual(cells)
  expect(cutLine(line)).toEqual(cells)
})

test('a table of R, its texts in quotes, without a name for the numbers of its rows', async () => {
  const rows = Array.from(
    { length: 30 },
    (_, i) => `"${i + 1}" "2024-03-01 10:00:${String(i).padStart(2, '0')}" ${i}.5 ${i === 5 ? 'NA' : i}\n`,
  )
  const { series } = await read(fileOf(`"date" "temp" "rpm"\n${rows.join('')}`, 'r.txt'))
  expect(series.channels.map(({ name }) => name)).toEqual(['temp', 'rpm'])
  expect([series.times.length, new Date(series.times[29]).toISOString()]).toEqual([30, '2024-03-01T10:00:29.000Z'])
})
