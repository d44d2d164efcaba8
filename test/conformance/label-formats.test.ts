import { describe, expect, test } from 'vitest'
import { rowsInMemory } from '../../src-main/formats/labels/dataset-rows.ts'
import { describeFormats, labelFormatById, labelFormats, parseLabelFile } from '../../src-main/formats/labels/index.ts'
import type { LabelWriteContext } from '../../src-main/formats/labels/label-format.ts'
import { StudioError } from '../../src-main/shared/errors.ts'
import type { FileLabel } from '../../src-main/shared/labels/file-label.ts'

const start = Date.parse('2024-03-01T00:00:00Z')
const times = Float64Array.from({ length: 600 }, (_, row) => start + 1000 * row)
const context: LabelWriteContext = {
  datasetFile: '/data/pump.csv',
  zone: 'UTC',
  channels: ['flow', 'pressure, inlet'],
  start,
  end: times[599],
  stepMs: 1000,
  rows: rowsInMemory(
    times,
    new Map([
      ['flow', times.map((_, row) => Math.sin(row))],
      ['pressure, inlet', times.map((_, row) => Math.cos(row))],
    ]),
  ),
}
/** On the dataset's own points, of all channels, of one class, without a note: what every format can hold. */
const labels: FileLabel[] = [
  [60, 75],
  [200, 200],
  [590, 599],
].map(([first, last]) => ({ start: times[first], end: times[last], class: 'anomaly', channels: [], note: '' }))
const spans = (list: readonly FileLabel[]) => list.map((label) => ({ start: label.start, end: label.end }))

describe.each(labelFormats.map((format) => [format.id, format] as const))('%s', (id, format) => {
  const written = format.write(labels, context)
  const text = typeof written.text === 'string' ? written.text : [...written.text].join('')
  const name = `pump${format.extension}`

  test('says what it is', () => {
    expect(labelFormats.filter((other) => other.id === id)).toHaveLength(1)
    expect(format.name).toMatch(/^\S.{3,}/)
    expect(format.extension).toMatch(/^\.[a-z]+$/)
    expect(labelFormatById(id)).toBe(format)
    expect(describeFormats()).toContainEqual({
      id,
      name: format.name,
      extension: format.extension,
      perPoint: format.perPoint,
    })
  })

  test('is the one that knows its own file again, in which every label is', () => {
    // A format of bare lines has no times, and says so.
    expect(written.leftOut.filter((sentence) => !sentence.startsWith('All times: '))).toEqual([])
    const read = parseLabelFile(text, name, context)
    expect(read.format).toBe(id)
    expect(spans(read.labels)).toEqual(spans(labels))
    expect(read.problems).toEqual([])
  })

  test('writes the same file from what it read', () => {
    const again = format.write(parseLabelFile(text, name, context).labels, context)
    expect(typeof again.text === 'string' ? again.text : [...again.text].join('')).toBe(text)
  })

  test('writes a line for every point where it says so', () => {
    const lines = text.split('\n').filter((line) => line !== '').length
    if (format.perPoint) expect(lines).toBeGreaterThanOrEqual(times.length)
    else expect(lines).toBeLessThan(times.length)
  })

  test('writes no labels as a file that holds none', () => {
    const none = format.write([], context)
    expect(none.leftOut).toEqual([])
    const empty = typeof none.text === 'string' ? none.text : [...none.text].join('')
    expect(format.parse(empty, context).labels).toEqual([])
  })

  test('says in a sentence what it cannot hold', () => {
    const rich: FileLabel = { ...labels[0], class: 'leak "slow", 2', channels: ['pressure, inlet'], note: 'a\nb;c' }
    const { text: own, leftOut } = format.write([rich], context)
    for (const sentence of leftOut) expect(sentence).toMatch(/^([A-Z]|\d+ ).{3,}\.$/)
    const [read] = format.parse(typeof own === 'string' ? own : [...own].join(''), context).labels
    const kept = read.class === rich.class && read.note === rich.note && read.channels.join() === rich.channels.join()
    expect(kept || leftOut.length > 0).toBe(true)
  })

  test('takes a file that ends in its middle for whole, or says that it is not', () => {
    for (const share of [0.3, 0.6, 0.9]) {
      try {
        format.parse(text.slice(0, Math.floor(text.length * share)), context)
      } catch (error) {
        expect(error).toBeInstanceOf(StudioError)
        expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(/^[A-Z"].{10,}\.$/s) })
      }
    }
  })

  test('does not take prose for its own', () => {
    expect(format.recognises('Dear colleague,\nthe pump was repaired on Monday.\n', 'letter.txt')).toBeLessThan(0.5)
  })
})
