import { expect, test } from 'vitest'
import { isSameShape, settingsFrom, type KnownRecipe } from '../../src-main/shared/importing/known-recipe.ts'
import type { ImportRecipe } from '../../src-main/shared/importing/recipe.ts'

const recipe: ImportRecipe = {
  importer: 'delimited',
  encoding: 'utf-8',
  delimiter: ';',
  decimal: ',',
  header: true,
  skipLines: 4,
  time: { kind: 'steps', start: 5, stepMs: 10 },
  labelColumns: [],
  channels: [{ column: 'a', name: 'Flow', unit: 'l/s', include: true }],
  transposed: false,
}
const known = (chosen: string[]): KnownRecipe => ({
  name: 'mill',
  shape: { packings: [], columns: [{ name: 'a', type: 'number' }] },
  recipe,
  chosen,
  saved: 0,
})

test('what belongs to one file is guessed anew, unless a person has chosen it', () => {
  const guessed: ImportRecipe = { ...recipe, skipLines: 9, time: { kind: 'steps', start: 77, stepMs: 10 } }
  expect(settingsFrom(known([]), guessed)).toMatchObject({ delimiter: ';', channels: recipe.channels })
  expect(Object.keys(settingsFrom(known([]), guessed))).not.toContain('skipLines')
  expect(settingsFrom(known([]), guessed).time).toBeUndefined()
  expect(settingsFrom(known(['skipLines', 'time']), guessed)).toMatchObject({ skipLines: 4, time: recipe.time })
  const cut = { ...known(['endLine']), recipe: { ...recipe, endLine: 90 } }
  expect(Object.keys(settingsFrom(cut, guessed))).not.toContain('endLine')
})

test('the same shape: names in order, types alike but for a column that is empty', () => {
  const shape = (types: ('number' | 'empty' | 'text')[], packings: string[] = []) => ({
    packings,
    columns: types.map((type, i) => ({ name: `c${i}`, type })),
  })
  expect(isSameShape(shape(['number', 'empty']), shape(['number', 'text']))).toBe(true)
  expect(isSameShape(shape(['number', 'text']), shape(['text', 'text']))).toBe(false)
  expect(isSameShape(shape(['number']), shape(['number', 'number']))).toBe(false)
  expect(isSameShape(shape(['number'], ['ZIP archive']), shape(['number']))).toBe(false)
})
