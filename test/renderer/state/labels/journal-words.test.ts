import { describe, expect, test } from 'vitest'
import type { Label } from '../../../../src-main/shared/project.ts'
import { changesIn } from '../../../../src-renderer/state/labels/journal-words.ts'

const start = Date.UTC(2024, 0, 1, 10)
const label = (id: number, more: Partial<Label> = {}): Label => ({
  id,
  set: 1,
  class: 1,
  start,
  end: start + 60_000,
  channels: [],
  certainty: 1,
  status: 'accepted',
  note: '',
  author: 'me',
  origin: 'hand',
  ...more,
})
const names = {
  zone: 'UTC',
  classOf: (id: number) => ['', 'anomaly', 'leak'][id],
  channelOf: (id: number) => ['', 'flow', 'pressure'][id],
}
const told = (before: Label[], after: Label[]) => changesIn({ before, after }, names)

describe("a journal's entry in words", () => {
  test('says what was before and what is after, the day only where it is another one', () => {
    expect(told([label(1)], [label(1, { end: start + 90_000 })])).toEqual(['end 2024-01-01 10:01:00 → 10:01:30'])
    expect(told([label(1)], [label(1, { end: start + 86_400_000 })])).toEqual([
      'end 2024-01-01 10:01:00 → 2024-01-02 10:00:00',
    ])
    expect(
      told([label(1)], [label(1, { class: 2, channels: [1, 2], status: 'rejected', certainty: 0.5, note: 'pump' })]),
    ).toEqual([
      'class anomaly → leak, channels all → flow, pressure, status accepted → rejected, certainty 100 % → 50 %, note none → “pump”',
    ])
  })

  test('tells what went and what came', () => {
    expect(
      told(
        [label(1)],
        [label(2, { end: start + 30_000 }), label(3, { start: start + 31_000, status: 'proposed', note: 'late' })],
      ),
    ).toEqual([
      '− anomaly 2024-01-01 10:00:00, 1 min',
      '+ anomaly 2024-01-01 10:00:00, 30 s',
      '+ anomaly 2024-01-01 10:00:31, 29 s, proposed, “late”',
    ])
  })
})
