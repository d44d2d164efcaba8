import { count, counted } from '../../../src-main/shared/counted.ts'

/** What proposing came to, in a sentence. known — found where there is a label already; limit — how many were asked for. */
export function proposedInWords(
  { proposed, known, found }: { proposed: number; known: number; found: number },
  limit: number,
): string {
  if (found === 0) return 'Nothing was found.'
  if (proposed === 0)
    return known === 1
      ? 'Nothing new: the one that was found lies where there is a label already.'
      : `Nothing new: the ${count(known)} that were found lie where there are labels already.`
  const beside =
    known === 0
      ? ''
      : known === 1
        ? ', 1 lies where there is one already'
        : `, ${count(known)} lie where there is one already`
  const more =
    found - known > limit ? ` ${count(found)} were found; the ${count(proposed)} most worth a look are proposed.` : ''
  return `Proposed ${counted(proposed, 'label')}${beside}.${more}`
}

/** How far a sitting is: what was answered, how long each answer took, how long the rest will. */
export function progressInWords(answered: number, waiting: number, secondsEach: number | null): string {
  const told = `${count(answered)} of ${count(answered + waiting)} answered`
  if (secondsEach === null) return told
  const each = `${told}, ${secondsEach < 0.1 ? 'under 0.1' : secondsEach.toFixed(1)} s each`
  if (waiting === 0) return each
  const minutes = (secondsEach * waiting) / 60
  return `${each}; ${minutes < 1 ? 'less than a minute' : `about ${Math.round(minutes)} min`} left`
}
