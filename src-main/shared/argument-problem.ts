/** As much of a schema's finding as is needed to say it in our words. */
export interface Issue {
  code?: string
  path: PropertyKey[]
  origin?: string
  minimum?: number | bigint
  maximum?: number | bigint
}

/** What fields are called on the screen, where that is not their own name. */
const words: Readonly<Record<string, string>> = {
  name: 'The name',
  note: 'The note',
  purpose: 'The purpose',
  description: 'The description',
  unit: 'The unit',
  zone: 'The time zone',
  colour: 'The colour',
  key: 'The key',
  path: 'The path',
  what: 'The description of the edit',
  certainty: 'The certainty',
  seed: 'The seed',
  start: 'The start',
  end: 'The end',
  file: 'The file',
}

/** What is wrong with the arguments of a call, in a sentence about the field, for the person. */
export function argumentProblem(call: string, issue: Issue): string {
  const field = issue.path.findLast((part): part is string => typeof part === 'string')
  if (field === undefined) return `The call "${call}" was given something else than it takes.`
  const what = Object.hasOwn(words, field) ? words[field] : `The value "${field}"`
  const count = (n: number | bigint) => n.toLocaleString('en')
  if (issue.code === 'too_big' && issue.maximum !== undefined) {
    if (issue.origin === 'string') return `${what} has more than ${count(issue.maximum)} characters: shorten it.`
    if (issue.origin === 'array') return `${what} has more than ${count(issue.maximum)} entries: take fewer at once.`
    return `${what} is larger than ${count(issue.maximum)}, the most that can be taken.`
  }
  if (issue.code === 'too_small' && issue.minimum !== undefined) {
    if (issue.origin === 'string' || issue.origin === 'array') return `${what} is empty, and something is needed there.`
    return `${what} is smaller than ${count(issue.minimum)}, the least that can be taken.`
  }
  return `${what} is missing, or is of a kind that cannot be taken (call "${call}").`
}
