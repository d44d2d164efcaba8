import { expect, test } from 'vitest'
import { progressInWords, proposedInWords } from '../../../../src-renderer/state/labels/review-words.ts'

test('what proposing came to', () => {
  expect(proposedInWords({ proposed: 0, known: 0, found: 0 }, 200)).toBe('Nothing was found.')
  expect(proposedInWords({ proposed: 0, known: 1, found: 1 }, 200)).toBe(
    'Nothing new: the one that was found lies where there is a label already.',
  )
  expect(proposedInWords({ proposed: 0, known: 16, found: 16 }, 200)).toBe(
    'Nothing new: the 16 that were found lie where there are labels already.',
  )
  expect(proposedInWords({ proposed: 1, known: 1, found: 2 }, 200)).toBe(
    'Proposed 1 label, 1 lies where there is one already.',
  )
  expect(proposedInWords({ proposed: 200, known: 0, found: 1234 }, 200)).toBe(
    'Proposed 200 labels. 1,234 were found; the 200 most worth a look are proposed.',
  )
})

test('how far a sitting is', () => {
  expect(progressInWords(0, 4, null)).toBe('0 of 4 answered')
  expect(progressInWords(2, 2, 0.5)).toBe('2 of 4 answered, 0.5 s each; less than a minute left')
  expect(progressInWords(10, 190, 1.6)).toBe('10 of 200 answered, 1.6 s each; about 5 min left')
  expect(progressInWords(4, 0, 0.02)).toBe('4 of 4 answered, under 0.1 s each')
})
