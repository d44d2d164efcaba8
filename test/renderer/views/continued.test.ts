import { expect, test } from 'vitest'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { continuedBy } from '../../../src-renderer/state/data/continued.ts'

const dataset = (id: number, start: number, end: number, ...names: string[]) =>
  ({ id, start, end, channels: names.map((name) => ({ name })) }) as unknown as Dataset

test('a dataset goes on from the latest one that has its channels, begun and ended earlier', () => {
  const may = dataset(1, 50, 60, 'Flow', 'Level')
  const others = [
    dataset(2, 10, 30, 'Flow', 'Level'),
    dataset(3, 20, 55, 'Flow', 'Level'),
    dataset(4, 40, 58, 'Flow'),
    dataset(5, 50, 59, 'Flow', 'Level'),
    dataset(6, 0, 90, 'Flow', 'Level'),
  ]
  expect(continuedBy(may, others)?.id).toBe(3)
  expect(continuedBy(may, others.slice(2))).toBeNull()
})
