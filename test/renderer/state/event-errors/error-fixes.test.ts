import { describe, expect, test } from 'vitest'
import type { EventError } from '../../../../src-main/shared/labels/event-errors.ts'
import type { Label } from '../../../../src-main/shared/project.ts'
import { fixOf } from '../../../../src-renderer/state/event-errors/error-fixes.ts'

const label = (id: number, start: number, end: number): Label => ({
  id,
  set: 1,
  class: 2,
  start,
  end,
  channels: [],
  certainty: 0.8,
  status: 'accepted',
  note: 'seen',
  author: 'ada',
  origin: 'import',
})
const error = (kind: EventError['kind'], more: Partial<EventError> = {}): EventError => ({
  kind,
  start: 100,
  end: 200,
  first: 10,
  last: 20,
  peak: 3,
  peakTime: 150,
  area: 5,
  delayMs: null,
  detection: null,
  detectedFrom: null,
  labels: [],
  ...more,
})
const made = { set: 1, class: 4, className: 'Leak' }

describe('making the labels agree with the run', () => {
  test('labels a false alarm, with the class that the next label gets', () => {
    expect(fixOf(error('false alarm'), [], made, 'PCA')).toEqual({
      title: 'Label it “Leak”',
      remove: [],
      what: 'Labelled a false alarm, changed while looking at run “PCA”',
      create: [{ set: 1, class: 4, start: 100, end: 200, origin: 'detector', status: 'accepted' }],
    })
  })

  test('rejects the labels of an event that was not found, and keeps all else of them', () => {
    const fix = fixOf(
      error('missed', { labels: [7, 8] }),
      [label(7, 100, 150), label(8, 140, 200), label(9, 500, 600)],
      made,
      'PCA',
    )!
    expect(fix).toMatchObject({
      title: 'Reject the 2 labels',
      remove: [7, 8],
      what: 'Rejected 2 labels, changed while looking at run “PCA”',
    })
    expect(fix.create).toMatchObject([
      { start: 100, end: 150, status: 'rejected', note: 'seen', certainty: 0.8, origin: 'import' },
      { start: 140, end: 200, status: 'rejected' },
    ])
  })

  test('begins a label that was found late where the detection begins; one that had ended by then is rejected', () => {
    const fix = fixOf(
      error('late', { labels: [7, 8, 9], detectedFrom: 150 }),
      [label(7, 100, 200), label(8, 100, 120), label(9, 160, 200)],
      made,
      'PCA',
    )!
    expect(fix.remove).toEqual([7, 8])
    expect(fix.create).toMatchObject([
      { start: 150, end: 200, status: 'accepted' },
      { start: 100, end: 120, status: 'rejected' },
    ])
  })

  test('has nothing to offer when the labels are gone', () => {
    expect(fixOf(error('missed', { labels: [7] }), [], made, 'PCA')).toBeNull()
  })

  test('fits into the journal however long the name of the run', () => {
    const { what } = fixOf(error('false alarm'), [], made, 'x'.repeat(200))!
    expect(what).toHaveLength(200)
    expect(what).toMatch(/^Labelled a false alarm, changed while looking at run “x+…”$/)
  })
})
