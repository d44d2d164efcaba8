import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CleaningStep } from '../../../src-main/shared/data/cleaning.ts'
import { openStudio } from './studio.ts'

let studio: Awaited<ReturnType<typeof openStudio>>
let pump: number
beforeEach(async () => {
  studio = await openStudio()
  pump = (await studio.call('datasets.list', {}))[0].id
})
afterEach(() => studio.close())

const step = (id: string): CleaningStep => ({ step: id, on: true, channels: [], params: {} })

test('steps are stored, told to every page, taken back and made again, also after the project was opened anew', async () => {
  expect(await studio.call('cleaning.get', { dataset: pump })).toEqual({ steps: [], undo: null, redo: null })
  studio.heard()
  await studio.call('cleaning.set', { dataset: pump, steps: [step('hampel')], what: 'Add Despike' })
  expect(studio.heard()).toEqual(['cleaning.changed'])
  await studio.call('cleaning.set', { dataset: pump, steps: [step('hampel'), step('smooth')], what: 'Add Smooth' })
  await studio.call('project.close', {})
  await studio.open()
  expect(await studio.call('cleaning.undo', { dataset: pump })).toEqual({
    steps: [step('hampel')],
    undo: 'Add Despike',
    redo: 'Add Smooth',
  })
  expect((await studio.call('cleaning.redo', { dataset: pump })).steps.length).toBe(2)
  expect(await studio.call('cleaning.redo', { dataset: pump })).toMatchObject({ redo: null })
})

test('what is no list of steps, or no dataset, is refused', async () => {
  await expect(studio.call('cleaning.get', { dataset: 99 })).rejects.toMatchObject({ code: 'not-found' })
  await expect(
    studio.call('cleaning.set', { dataset: pump, steps: [{ step: 5 }] as never, what: 'x' }),
  ).rejects.toMatchObject({ code: 'bad-input' })
})
