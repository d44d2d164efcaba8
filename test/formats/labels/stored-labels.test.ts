import { describe, expect, test } from 'vitest'
import { fileLabelsOf, fitToData } from '../../../src-main/formats/labels/stored-labels.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'

const channels = ['inlet', 'outlet'].map((name, i) => ({
  id: 10 + i,
  name,
  unit: null,
  description: '',
  series: i,
  min: 0,
  max: 1,
  missing: 0,
}))
const data = { start: 100, end: 200, channels: ['inlet', 'outlet'], name: 'pump' }
const label = (start: number, end: number, names: string[] = []): FileLabel => ({
  start,
  end,
  class: 'spike',
  channels: names,
  note: '',
})

describe('labels of a file, fitted to a dataset', () => {
  test('stay as they are where they lie inside, edges included', () => {
    const labels = [label(100, 200), label(150, 150, ['outlet'])]
    expect(fitToData(labels, data)).toEqual({ labels, problems: [] })
  })

  test('are cut, left out and counted where they do not', () => {
    expect(
      fitToData(
        [label(50, 120), label(0, 99), label(201, 300), label(150, 160, ['lid']), label(150, 160, ['lid', 'inlet'])],
        data,
      ),
    ).toEqual({
      labels: [label(100, 120), label(150, 160, ['inlet'])],
      problems: [
        '2 labels lie outside the data of "pump" and were left out.',
        '1 label lies partly outside the data and was cut to fit.',
        'There is no channel named "lid" in "pump".',
        '1 label lies only on unknown channels and was left out.',
      ],
    })
  })

  test('name class and channels when they are written', () => {
    const stored = {
      id: 1,
      set: 1,
      class: 3,
      start: 1,
      end: 2,
      channels: [11],
      certainty: 0.5,
      status: 'proposed' as const,
      note: 'n',
      author: 'ada',
      origin: 'hand' as const,
    }
    expect(
      fileLabelsOf(
        [stored],
        [{ id: 3, name: 'drift', colour: '#000', key: null, anomalous: true, exclusive: false }],
        channels,
      ),
    ).toEqual([
      { start: 1, end: 2, class: 'drift', channels: ['outlet'], note: 'n', status: 'proposed', certainty: 0.5 },
    ])
  })
})
