import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { errorHelp, withNumber } from '../../src-main/shared/error-help.ts'

const page = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/errors.md'), 'utf8').replace(/\s+/g, ' ')

test('every kind of error has a code of its own, and the page of the docs says of each what the app says, and of no other', () => {
  const numbers = Object.values(errorHelp).map(({ number }) => number)
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const { number, title, means, act } of Object.values(errorHelp))
    expect(page).toContain(`## ${number} **${title}.** ${means} *What to do:* ${act}`)
  expect([...page.matchAll(/## (AS-\d+)/g)].map(([, number]) => number)).toEqual(numbers.toSorted())
})

test('the code stands behind the sentence, except where the person stopped it or gave what cannot be used', () => {
  expect(withNumber({ code: 'corrupt', message: 'The file is damaged.' })).toBe('The file is damaged. (AS-107)')
  expect(withNumber({ code: 'bad-input', message: 'No such row.' })).toBe('No such row.')
  expect(withNumber({ code: 'cancelled', message: 'Cancelled.' })).toBe('Cancelled.')
})
