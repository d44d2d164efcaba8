import type { Id } from '../project.ts'

/**
 * How another dataset's rows come to one. append — they are added where none are yet; replace — they take the place of all rows,
 * as when the same file is read again in another way.
 */
export type JoinKind = 'append' | 'replace'

/** What joining would do, counted over all rows before anything is changed. */
export interface JoinPlan {
  dataset: Id
  other: Id
  /** Rows that would be added; for a replacement, all of the other. */
  added: number
  /** Rows of the other at times that are there already: they are left out. */
  sameTimes: number
  /** Added rows before the last row there is: they go between the others. */
  between: number
  /** Milliseconds from the last row there is to the first added one, where that is longer than five steps; else null. */
  gapMs: number | null
  /** Epoch milliseconds of the last row there is, and of the last afterwards. */
  before: number
  after: number
  /** Channels that only the other has: empty in the rows there are. */
  newChannels: string[]
  /** Channels that the other lacks: empty in the rows that are added. */
  missingChannels: string[]
  otherUnits: { name: string; here: string | null; there: string | null }[]
  /** Channels whose numbers stand for other words there. */
  otherStates: string[]
  /** Runs whose scores end before the new rows, or lack some of theirs. */
  runs: number
}

/** The facts of a plan, one sentence each, what matters most first. */
export function planSentences(plan: JoinPlan, duration: (ms: number) => string): { warning: boolean; text: string }[] {
  const rows = (n: number) => `${n.toLocaleString('en-GB')} ${n === 1 ? 'row' : 'rows'}`
  const names = (list: string[]) => list.map((name) => `"${name}"`).join(', ')
  const said: { warning: boolean; text: string }[] = []
  const say = (warning: boolean, text: string) => said.push({ warning, text })
  if (plan.added === 0) say(true, 'No row is new: every time is there already.')
  if (plan.sameTimes > 0 && plan.added > 0)
    say(true, `${rows(plan.sameTimes)} overlap: the times are there already, and what is there stays.`)
  if (plan.between > 0) say(true, `${rows(plan.between)} lie before the last one there is and go between the others.`)
  if (plan.gapMs !== null)
    say(true, `A gap of ${duration(plan.gapMs)} lies between the last row and the first new one.`)
  for (const { name, here, there } of plan.otherUnits)
    say(true, `"${name}" is in ${here ?? 'no unit'} here and in ${there ?? 'no unit'} there; nothing is converted.`)
  if (plan.otherStates.length > 0)
    say(
      true,
      `The numbers of ${names(plan.otherStates)} stand for other words there, so they would be mixed up: read the new file again with the recipe of the first.`,
    )
  if (plan.missingChannels.length > 0) say(true, `${names(plan.missingChannels)} will be empty in the new rows.`)
  if (plan.newChannels.length > 0)
    say(false, `${names(plan.newChannels)} will be new, and empty in the rows there are.`)
  return said
}
