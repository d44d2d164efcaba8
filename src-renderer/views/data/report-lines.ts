import type { ImportReport } from '../../../src-main/shared/importing/recipe.ts'
import { count } from '../../../src-main/shared/counted.ts'

export interface ReportLine {
  /** good — there is nothing to say. */
  severity: 'good' | 'note' | 'warning' | 'error'
  text: string
}

const weight = { error: 0, warning: 1, note: 2, good: 3 }

/** Everything that an import found, each in a sentence, the worst first; never an empty list. */
export function reportLines(report: ImportReport): ReportLine[] {
  const lines = report.problems
    .map(({ severity, message }): ReportLine => ({ severity, text: message }))
    .sort((a, b) => weight[a.severity] - weight[b.severity])
  const missing = report.columns.filter((c) => c.missing > 0)
  if (missing.length > 0)
    lines.push({
      severity: 'note',
      text: `Missing values: ${missing
        .slice(0, 6)
        .map((c) => `${c.name} ${count(c.missing)}`)
        .join(', ')}${missing.length > 6 ? `, and ${missing.length - 6} more channels` : ''}.`,
    })
  return lines.length > 0
    ? lines
    : [{ severity: 'good', text: 'Every line was read, every value is a number, every time is in order.' }]
}
