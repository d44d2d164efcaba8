import type { ImportProblem } from '../../../src-main/shared/importing/recipe.ts'
import { unique } from '../../../src-main/shared/importing/problems.ts'

const weight = { error: 0, warning: 1, note: 2 }
/** As many columns of which the same is said get one line. */
const together = 3

/** Problems that are no questions, each once and the worst first; the same of several columns is said once. */
export function problemLines(problems: readonly ImportProblem[]): ImportProblem[] {
  const lines = unique(problems.filter(({ choices }) => !choices)).sort(
    (a, b) => weight[a.severity] - weight[b.severity],
  )
  const groups = Map.groupBy(lines, sameSaid)
  return [...groups].flatMap(([said, of]) => {
    if (said === '' || of.length < together) return of
    const names = of.slice(0, 3).map(({ message }) => columnIn(message)!.name)
    const more = of.length > 3 ? ` and ${of.length - 3} more` : ''
    return [{ severity: of[0].severity, message: `${of.length} columns (${names.join(', ')}${more}): each ${said}` }]
  })
}

function columnIn(message: string): { name: string; said: string } | null {
  const found = /^Column ("[^"]*"|\d+) (.*)$/s.exec(message)
  return found && { name: found[1], said: found[2] }
}

const sameSaid = ({ message }: ImportProblem) => columnIn(message)?.said ?? ''
