import { count, counted } from '../../shared/counted.ts'
import type { ChannelQuality, QualityFinding, QualityReport } from '../../shared/data/quality.ts'
import type { Described } from './run.ts'

type Time = string | number | null

/** One dataset as JSON: the report with times as a file gives them. */
function datasetJson({ report, ...times }: Described) {
  const timeOf = timeText(times)
  const isRows = times.time === 'row'
  return {
    rows: report.rows,
    first: isRows ? null : timeOf(report.first),
    last: isRows ? null : timeOf(report.last),
    stepMs: isRows ? null : report.stepMs,
    channels: report.channels.map((channel) => ({
      name: channel.name,
      unit: channel.unit,
      count: channel.count,
      missing: channel.missing,
      min: channel.min,
      max: channel.max,
      mean: channel.mean,
      std: channel.std,
      p01: channel.p01,
      p50: channel.p50,
      p99: channel.p99,
      grade: channel.grade,
      reasons: channel.reasons,
    })),
    findings: report.findings.map(({ kind, channel, start, end, text }) => ({
      kind,
      channel,
      start: timeOf(start),
      end: timeOf(end),
      text,
    })),
  }
}

/** One object for one dataset; for several, a list of them with their names. */
export function descriptionJson(described: readonly Described[]) {
  if (described.length === 1) return datasetJson(described[0])
  return { datasets: described.map((one) => ({ name: one.name, ...datasetJson(one) })) }
}

/** Rows without a time lie a second apart in a dataset, from 1970 on. */
const rowMs = 1000

function timeText({ time, zone }: Pick<Described, 'time' | 'zone'>): (ms: number) => Time {
  if (time === 'row') return (ms) => ms / rowMs
  if (time === 'elapsed') return (ms) => ms / 1000
  return (ms) => new Date(ms).toISOString().slice(0, zone === null ? -1 : undefined)
}

/** So many findings are printed for a person; JSON has all. */
const mostPrinted = 30

export function descriptionInWords(described: Described): string {
  const { report, name } = described
  const timeOf = timeText(described)
  const times =
    described.time === 'row'
      ? 'no times: rows are numbered from 0'
      : `${String(timeOf(report.first))} to ${String(timeOf(report.last))}${report.stepMs === null ? '' : `, usual step ${count(report.stepMs)} ms`}`
  return [
    `${name}: ${counted(report.rows, 'row')}, ${counted(report.channels.length, 'channel')}`,
    times,
    '',
    ...table(report.channels),
    ...reasonLines(report),
    ...findingLines(report.findings, timeOf),
  ].join('\n')
}

function table(channels: readonly ChannelQuality[]): string[] {
  const heads = ['channel', 'grade', 'count', 'missing', 'mean', 'std', 'min', 'p01', 'p50', 'p99', 'max']
  const rows = channels.map((c) => [
    c.unit ? `${c.name} [${c.unit}]` : c.name,
    c.grade,
    count(c.count),
    count(c.missing),
    ...[c.mean, c.std, c.min, c.p01, c.p50, c.p99, c.max].map((v) =>
      v === null ? '–' : String(Number(v.toPrecision(6))),
    ),
  ])
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i].length)))
  return [heads, ...rows].map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd(),
  )
}

function reasonLines({ channels }: QualityReport): string[] {
  const lines = channels.flatMap(({ name, reasons }) => reasons.map((reason) => `  ${name}: ${reason}`))
  return lines.length > 0 ? ['', 'Why:', ...lines] : []
}

function findingLines(findings: readonly QualityFinding[], timeOf: (ms: number) => Time): string[] {
  if (findings.length === 0) return ['', 'Nothing was found that is out of order.']
  const left = findings.length - mostPrinted
  return [
    '',
    `${counted(findings.length, 'finding')}:`,
    ...findings
      .slice(0, mostPrinted)
      .map(
        ({ start, end, channel, kind, text }) =>
          `  ${String(timeOf(start))}${end > start ? ` to ${String(timeOf(end))}` : ''}  ${channel ?? 'all channels'}  ${kind}: ${text}`,
      ),
    ...(left > 0 ? [`  and ${count(left)} more, which --json lists.`] : []),
  ]
}
