import type { ImportProblem, ImportRecipe } from '../../../shared/importing/recipe.ts'
import type { FoundRows } from './row-reader.ts'
import type { RowPlan } from './row-plan.ts'

const count = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

/** A sentence for every line and cell that was left out, or read otherwise than it stands. */
export function accountOf(found: FoundRows, plan: RowPlan, recipe: ImportRecipe): ImportProblem[] {
  const problems: ImportProblem[] = []
  const note = (message: string) => problems.push({ severity: 'note', message })
  const warn = (message: string) => problems.push({ severity: 'warning', message })
  if (found.comments)
    note(
      `${count(found.comments, 'line begins', 'lines begin')} with "${plan.comment}" and ${found.comments === 1 ? 'is no row' : 'are no rows'}.`,
    )
  if (found.repeatedHeaders && plan.stack)
    note(
      `Several tables stand below each other, and each is a channel; ${count(found.repeatedHeaders, 'line names', 'lines name')} the next one and ${found.repeatedHeaders === 1 ? 'is no row' : 'are no rows'}.`,
    )
  else if (found.repeatedHeaders)
    note(`The header comes again ${count(found.repeatedHeaders, 'time', 'times')} among the rows, and is no row.`)
  if (found.markers.length)
    note(
      `${found.markers.map((name) => `"${name}"`).join(', ')}: marks of the recorder, which are no values and are left out.`,
    )
  const { openQuotes } = found
  if (openQuotes.count)
    warn(
      `${count(openQuotes.count, 'quote is', 'quotes are')} opened and never closed, the first in line ${openQuotes.first.toLocaleString('en')}; ${openQuotes.count === 1 ? 'it was' : 'they were'} read as ordinary characters.`,
    )
  const parts = found.taken.filter(({ rows }) => rows > 0)
  if (recipe.time.kind === 'column' && parts.length > 1)
    warn(
      `"${recipe.time.column}" is written in ${parts.length} ways: ${parts.map(({ pattern, rows }) => `${count(rows, 'row', 'rows')} as ${pattern}`).join(', ')}.`,
    )
  const names = [
    ...recipe.channels.filter((channel) => channel.include).map(({ name }) => name),
    ...recipe.labelColumns,
  ]
  const qualities = recipe.channels.filter((channel) => channel.include).map(({ quality }) => quality)
  plan.columns.forEach(({ role, quality }, c) => {
    const { poor } = found.facts[c]
    if (quality !== undefined && poor)
      warn(
        `Column "${recipe.long?.values ?? names[c]}" has ${count(poor, 'reading', 'readings')} that "${recipe.long?.quality ?? qualities[c]}" calls bad, ${poor === 1 ? 'which is' : 'which are'} read as missing.`,
      )
    for (const [code, cells] of found.codes[c])
      if (role === 'label')
        warn(
          `Label column "${names[c]}" holds ${code} in ${count(cells, 'row', 'rows')}: not labelled, which is neither normal nor an anomaly; read as no label.`,
        )
      else if (role === 'value' && recipe.long === undefined)
        warn(`Column "${names[c]}" holds ${code} in ${count(cells, 'cell', 'cells')}, which is read as missing.`)
  })
  return problems
}
