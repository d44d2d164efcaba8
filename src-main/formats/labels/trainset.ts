import { badInput } from '../../shared/errors.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import { checked, type FoundLabel } from './checked.ts'
import { csvCell } from '../../shared/csv-cell.ts'
import { records } from './file-text.ts'
import { tableHead } from './flag-columns.ts'
import { heldBy, zoneLeftOut } from './held-by.ts'
import type { LabelContext, LabelFormat, LabelWriteContext, WrittenLabels } from './label-format.ts'
import { isoTime } from './label-times.ts'
import { blurredLeftOut, paint, runsOf, spansOf, type RowSpan } from './point-runs.ts'
import { rowTimes } from './row-times.ts'

const heading = ['series', 'timestamp', 'value', 'label']
/** Labels of TRAINSET were 0 and 1 once, now they are names. */
const none = /^(0|false)?$/i
const unnamed = /^(1|true)$/i

/** Files of TRAINSET: series,timestamp,value,label, a line per point and channel, times in ISO 8601 with a zone. */
export const trainset: LabelFormat = {
  id: 'trainset',
  name: 'TRAINSET (CSV: series, timestamp, value, label)',
  extension: '.csv',
  perPoint: true,
  recognises: (text) => (tableHead(text).header.join().toLowerCase() === heading.join() ? 1 : 0),
  parse(text, context) {
    const { series, problems } = readSeries(text, context.tell)
    const found: FoundLabel[] = []
    const told = new Set(problems)
    for (const [name, { texts, marks, classes, lines }] of series) {
      const { times, order, problems } = rowTimes(texts, texts.length, context)
      problems.forEach((problem) => told.add(problem))
      const unread = times.length - (order?.length ?? times.length)
      if (unread)
        told.add(
          `${unread.toLocaleString('en')} of the lines of "${name}" have no time that can be read and are left out.`,
        )
      for (const { mark, first, last } of runsOf(marks, order))
        found.push({
          start: times[first],
          end: times[last],
          class: classes[mark - 1],
          channels: [name],
          note: '',
          where: `line ${lines[first]}`,
        })
    }
    const { labels, problems: more } = checked(joined(found, context), context)
    return { labels, problems: [...told, ...more] }
  },
  write,
}

interface Series {
  texts: string[]
  marks: number[]
  classes: string[]
  lines: number[]
}

function readSeries(text: string, tell: LabelContext['tell']): { series: Map<string, Series>; problems: string[] } {
  const series = new Map<string, Series>()
  // Classes count over all series, so that equal labels of two series have equal marks.
  const classes: string[] = []
  const marks = new Map<string, number>()
  const short: number[] = []
  let first = true
  for (const { cells, line } of records(text, ',', tell)) {
    if (first) {
      first = false
      continue
    }
    if (cells.length < heading.length) short.push(line)
    const [name, time = '', , cell = ''] = cells
    let of = series.get(name)
    if (!of) series.set(name, (of = { texts: [], marks: [], classes, lines: [] }))
    const label = unnamed.test(cell.trim()) ? 'anomaly' : cell.trim()
    let mark = none.test(label) ? 0 : marks.get(label)
    if (mark === undefined) marks.set(label, (mark = classes.push(label.slice(0, 100))))
    of.texts.push(time)
    of.marks.push(mark)
    of.lines.push(line)
  }
  if (series.size === 0) throw badInput('The label file has a header, but no lines below it.')
  const problems = short.length
    ? [
        `${short.length.toLocaleString('en')} ${short.length === 1 ? 'line has' : 'lines have'} fewer than four cells, the first is line ${short[0]}: the file may not be whole.`,
      ]
    : []
  return { series, problems }
}

/** The same label on several series is one label on several channels; on all of them, a label of the whole dataset. */
function joined(found: FoundLabel[], context: LabelContext): FoundLabel[] {
  const labels = new Map<string, FoundLabel>()
  for (const label of found) {
    const key = `${label.start} ${label.end} ${label.class}`
    const known = labels.get(key)
    if (known) known.channels.push(...label.channels)
    else labels.set(key, label)
  }
  const all = context.channels.map((name) => name.toLowerCase())
  return [...labels.values()].map((label) => {
    const names = new Set(label.channels.map((name) => name.toLowerCase()))
    return all.every((name) => names.has(name)) ? { ...label, channels: [] } : label
  })
}

const block = 20_000

function write(labels: FileLabel[], context: LabelWriteContext): WrittenLabels {
  const { labels: held, leftOut } = heldBy('a TRAINSET file', { classes: 'all', channels: true }, labels)
  const numeric = held.filter((label) => none.test(label.class.trim()) || unnamed.test(label.class.trim())).length
  if (numeric)
    leftOut.push(
      `The class of ${numeric.toLocaleString('en')} labels: to TRAINSET its name is a mark, they come back as "anomaly".`,
    )
  const { spans, leftOut: between } = spansOf(held, context.rows.times())
  const classes = [...new Set(held.map(nameOf))]
  const markOf = new Map(classes.map((name, i) => [name, i + 1]))
  const blurred = new Set<RowSpan>()
  const channels = context.channels.map((name) => {
    const own = spans.filter(({ label }) => label.channels.length === 0 || label.channels.includes(name))
    const marks = new Uint16Array(context.rows.count)
    paint(own, marks, ({ label }) => markOf.get(nameOf(label))!).forEach((span) => blurred.add(span))
    return { name, marks }
  })
  const twice = countTwice(spans)
  const missing = countMissing(context)
  return {
    text: { [Symbol.iterator]: () => pieces(channels, classes, context) },
    pieces: 1 + channels.length * Math.ceil(context.rows.count / block),
    leftOut: [
      ...leftOut,
      ...between,
      ...blurredLeftOut(blurred.size),
      ...(twice
        ? [
            `That ${twice.toLocaleString('en')} labels with the same edges and class on different channels are several: they come back as one.`,
          ]
        : []),
      ...(missing
        ? [
            `${missing.toLocaleString('en')} points without a value: TRAINSET takes none, labels that begin, end or part there change.`,
          ]
        : []),
      ...zoneLeftOut(context.zone, held, 'times are written in UTC, each with a Z'),
    ],
  }
}

const nameOf = ({ class: name }: { class: string }) => (none.test(name.trim()) ? 'anomaly' : name)

function countTwice(spans: RowSpan[]): number {
  const keys = new Set(spans.map(({ first, last, label }) => `${first} ${last} ${label.class}`))
  return spans.length - keys.size
}

function countMissing({ channels, rows }: LabelWriteContext): number {
  let missing = 0
  for (const channel of channels)
    for (let from = 0; from < rows.count; from += block)
      for (const value of rows.values(channel, from, Math.min(from + block, rows.count) - 1))
        missing += Number(Number.isNaN(value))
  return missing
}

function* pieces(channels: { name: string; marks: Uint16Array }[], classes: string[], { rows }: LabelWriteContext) {
  yield heading.join() + '\n'
  const times = rows.times()
  const names = ['', ...classes.map((name) => csvCell(name))]
  for (const { name, marks } of channels) {
    const cell = csvCell(name)
    for (let from = 0; from < rows.count; from += block) {
      const values = rows.values(name, from, Math.min(from + block, rows.count) - 1)
      let text = ''
      values.forEach((value, i) => {
        if (!Number.isNaN(value)) text += `${cell},${isoTime(times[from + i])},${value},${names[marks[from + i]]}\n`
      })
      yield text
    }
  }
}
