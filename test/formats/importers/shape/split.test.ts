import { expect, test } from 'vitest'
import { commentMark } from '../../../../src-main/formats/importers/header/head-lines.ts'
import { splitLine } from '../../../../src-main/formats/importers/shape/split.ts'

test('quotes protect the delimiter, where nothing but blanks or a "=" stands before them', () => {
  expect(splitLine('"a;b"; "c";="1";d"e;""', ';')).toEqual(['a;b', 'c', '1', 'd"e', ''])
  expect(splitLine('1:  "a b" 10:30:00 PM x', ' ')).toEqual(['1', 'a b', '10:30:00 PM', 'x'])
})

// What takes a step for each pair of characters would need hours for these.
test.each([
  ['quotes that open and close a cell', '"'.repeat(3_000_001), ';'],
  ['what may be the beginning of a time of day', '1.11'.repeat(750_000), ' '],
])('a long line of %s is cut', (_, line, delimiter) => {
  expect(splitLine(line, delimiter)).toHaveLength(1)
})

test('a long line of blanks is seen to be no comment', () => {
  expect(commentMark(' '.repeat(3_000_000))).toBeNull()
  expect([' # a', '"# a', ' "; a', '"a'].map(commentMark)).toEqual(['#', '#', ';', null])
})
