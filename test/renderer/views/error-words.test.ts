import { describe, expect, test } from 'vitest'
import { emptyWords } from '../../../src-renderer/views/event-errors/words.ts'

const list = { errors: [], events: 3, judged: null, notes: [] }
const usual = {
  run: true,
  labelled: true,
  list,
  shown: 0,
  filter: 'all' as const,
  known: 0,
  set: 'Labels',
  share: 0.25,
}

describe('what stands where no error is listed', () => {
  test('says which of the reasons it is', () => {
    expect(emptyWords({ ...usual, shown: 1 })).toBeNull()
    expect(emptyWords({ ...usual, list: null })).toBeNull()
    expect(emptyWords({ ...usual, run: false })!.text).toContain('Train a model first')
    expect(emptyWords({ ...usual, labelled: false })!.text).toContain('Nothing is labelled as an anomaly in “Labels”')
    expect(emptyWords(usual)!.text).toBe(
      'All 3 labelled events were found within the first 25 %, and no detection lies outside the labels.',
    )
    expect(emptyWords({ ...usual, list: { ...list, events: 1 } })!.text).toMatch(/^The labelled event was found/)
    expect(emptyWords({ ...usual, known: 2 })!.text).toBe('Nothing is left: 2 errors are marked as known.')
    expect(emptyWords({ ...usual, filter: 'late' })).toEqual({ text: 'No event was found late.', filtered: true })
    expect(emptyWords({ ...usual, filter: 'known' })!.text).toBe('No error is marked as known.')
    expect(
      emptyWords({
        ...usual,
        list: { ...list, events: 0, notes: ['1 labelled event has no score and cannot be judged.'] },
      })!.text,
    ).toContain('has no score')
  })
})
