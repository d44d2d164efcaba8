import { expect, test } from 'vitest'
import { planting } from '../../../src-main/analysis/detectors/parts/planting.ts'
import { gatherWindows, listWindows } from '../../../src-main/analysis/preprocessing/windows.ts'
import { planted } from '../../conformance/planted.ts'
import { cutSegments } from '../../../src-main/analysis/preprocessing/gaps.ts'

const segments = cutSegments(planted(200, 3, []).series, {})
const list = listWindows(segments, 20, 1)

test('every window gets an anomaly in a third of its channels, the same one in whatever batch it comes', () => {
  const plant = planting(segments, list, 20, 7)
  const samples = Uint32Array.from({ length: 60 }, (_, i) => i)
  const before = gatherWindows(segments, list, samples)
  const after = plant(samples)
  for (const s of samples) {
    const changed = [0, 1, 2].filter((c) =>
      Array.from({ length: 20 }, (_, t) => (s * 20 + t) * 3 + c).some((i) => after[i] !== before[i]),
    )
    expect(changed).toHaveLength(1)
  }
  expect(plant([41])).toEqual(after.slice(41 * 60, 42 * 60))
  expect(planting(segments, list, 20, 8)(samples)).not.toEqual(after)
  expect(gatherWindows(segments, list, samples)).toEqual(before)
})

test('constant channels are left alone', () => {
  const flat = segments.map((segment) => ({
    ...segment,
    values: segment.values.map((v) => new Float64Array(v.length).fill(5)),
  }))
  expect(planting(flat, list, 20, 7)([3])).toEqual(gatherWindows(flat, list, [3]))
})
