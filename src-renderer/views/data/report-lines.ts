import type { ImportReport } from '../../../src-main/shared/recipe.ts'
import { count, counted } from '../../charts/format.ts'

export interface ReportLine {
  severity: 'note' | 'warning' | 'error'
  text: string
}

/** Everything that an import found, each in a sentence; never an empty list. */
export function reportLines(report: ImportReport): ReportLine[] {
  const warn = (text: string): ReportLine => ({ severity: 'warning', text })
  const lines: ReportLine[] = []
  if (report.rejectedLines > 0)
    lines.push(warn(`${counted(report.rejectedLines, 'line')} could not be read${report.firstRejected ? `, the first is line ${count(report.firstRejected.line)}: ${report.firstRejected.reason}` : ''}`))
  if (report.missingTimes > 0) lines.push(warn(`${counted(report.missingTimes, 'row')} without a time`))
  if (report.duplicateTimes > 0) lines.push(warn(`${counted(report.duplicateTimes, 'row repeats', 'rows repeat')} the time of another row`))
  if (report.outOfOrder > 0) lines.push(warn(`${counted(report.outOfOrder, 'row was', 'rows were')} out of order and sorted by time`))
  for (const column of report.columns) {
    if (column.notNumbers === 0) continue
    const first = column.firstNotNumber ? `, the first in line ${count(column.firstNotNumber.line)}: “${column.firstNotNumber.value}”` : ''
    lines.push(warn(`${column.name}: ${counted(column.notNumbers, 'value is', 'values are')} not a number${first}`))
  }
  const missing = report.columns.filter(c => c.missing > 0)
  if (missing.length > 0) lines.push({ severity: 'note', text: `Missing values: ${missing.slice(0, 6).map(c => `${c.name} ${count(c.missing)}`).join(', ')}${missing.length > 6 ? `, and ${missing.length - 6} more channels` : ''}` })
  if (report.gaps > 0) lines.push({ severity: 'note', text: `${counted(report.gaps, 'gap')} in time` })
  const said = new Set(lines.map(l => l.text))
  for (const { severity, message } of report.problems) if (!said.has(message)) lines.push({ severity, text: message })
  return lines.length > 0 ? lines : [{ severity: 'note', text: 'Every line was read, every value is a number, every time is in order' }]
}
