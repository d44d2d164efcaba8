import type { ImportProblem } from '../../../shared/importing/recipe.ts'

const counted =
  /\b(\d{2,9}) (?:samples|points|values)\b|\b(?:npts|npoints|samples|points|number of (?:samples|points|values))\s*[=:]\s*(\d{2,9})\b/i

/** The number of samples that a line speaks of; null where it speaks of none. */
export function samplesSaid(line: string): number | null {
  const match = counted.exec(line.slice(0, 2000))
  return match ? Number(match[1] ?? match[2]) : null
}

/**
 * Records of earthquakes and the like write one series over several columns, line by line: then the lines above the table speak of as many
 * samples as it has cells. null where they do not. lines — those above the table.
 */
export function wrappedSeries(lines: string[], rows: number, width: number): ImportProblem | null {
  if (width < 2) return null
  for (const line of lines.slice(0, 100)) {
    const samples = samplesSaid(line)
    if (samples !== null && samples > (rows - 1) * width && samples <= rows * width)
      return {
        severity: 'warning',
        message: `The lines above the table speak of ${samples.toLocaleString('en')} samples, and it has ${rows.toLocaleString('en')} rows of ${width} numbers: it may be one series that goes on from line to line. Write it in one column, then.`,
      }
  }
  return null
}
