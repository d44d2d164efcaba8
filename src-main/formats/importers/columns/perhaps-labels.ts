import type { ImportProblem } from '../../../shared/importing/recipe.ts'
import { isMissing, labelWord } from './cells.ts'
import type { ColumnSample } from './column-sample.ts'

const perhaps = /^(y|class|category|gt|truth|outcome)$/i
const mostKinds = 30

const normal = ['normal', 'healthy', 'nominal', 'benign']

/** A column that says in most rows that all is normal, and other words in the rest. */
function normalInWords(columns: ColumnSample[]): ImportProblem | null {
  const found = columns.find(({ cells, known }) => {
    if (known !== undefined) return false
    const words = cells.filter((cell) => !isMissing(cell)).map(labelWord)
    const share = words.filter((word) => normal.includes(word)).length / Math.max(1, words.length)
    return (
      share >= 0.5 && share < 1 && new Set(words).size <= mostKinds / 2 && words.every((word) => /^\p{L}/u.test(word))
    )
  })
  if (!found) return null
  return {
    severity: 'warning',
    message: `"${found.name}" says in most rows that all is normal, and something else in the rest: it may say which rows are anomalies.`,
    choices: [
      { name: 'Leave it out', change: { labelColumns: [] } },
      { name: 'All but what is normal are labels', change: { labelColumns: [found.name] } },
    ],
  }
}

/** A column named as data sets for learning name their labels, whole numbers of which most are 0: whether it is a label is a question. */
export function perhapsLabels(columns: ColumnSample[], labels: string[]): ImportProblem | null {
  if (labels.length > 0) return null
  const found = columns.find(({ name, cells, known }) => {
    if ((known !== undefined && known !== 'number') || !perhaps.test(name.trim())) return false
    const filled = cells.filter((cell) => !isMissing(cell)).map(Number)
    const zeros = filled.filter((value) => value === 0).length
    return (
      zeros >= filled.length / 2 &&
      zeros < filled.length &&
      filled.every((value) => Number.isInteger(value) && value >= 0) &&
      new Set(filled).size <= mostKinds
    )
  })
  if (!found) return normalInWords(columns)
  return {
    severity: 'warning',
    message: `"${found.name}" is 0 in most rows and another whole number in the rest: it may say which rows are anomalies.`,
    choices: [
      { name: 'It is a channel', change: { labelColumns: [] } },
      { name: 'All but 0 are labels', change: { labelColumns: [found.name] } },
    ],
  }
}
