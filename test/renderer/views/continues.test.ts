import { expect, test } from 'vitest'
import type { ImportPreview } from '../../../src-main/shared/importing/recipe.ts'
import type { Dataset } from '../../../src-main/shared/project.ts'
import { continues } from '../../../src-renderer/state/data/continued.ts'

const hour = 3_600_000
const begin = Date.UTC(2026, 0, 1)
const preview = (from: number, ...names: string[]) =>
  ({
    recipe: {
      time: { kind: 'column', column: 'time', format: 'iso', zone: 'UTC' },
      channels: names.map((name) => ({ column: name, name, unit: null, include: name !== 'text' })),
    },
    columns: [{ name: 'time' }, ...names.map((name) => ({ name }))],
    rows: Array.from({ length: 10 }, (_, i) => [
      new Date(begin + (from + i) * hour).toISOString(),
      ...names.map(() => '1'),
    ]),
    lastTime: begin + (from + 20) * hour,
  }) as unknown as ImportPreview
const dataset = (more: Partial<Dataset> = {}) =>
  ({
    id: 7,
    name: 'march',
    status: 'ready',
    start: begin,
    end: begin + 10 * hour,
    channels: [{ name: 'Flow' }, { name: 'Level' }],
    ...more,
  }) as unknown as Dataset
const said = (of: ImportPreview, ...others: Dataset[]) => continues(of, null, others)?.text ?? null

test('a file goes on from a dataset with its channels that ends before it, or within it', () => {
  expect(said(preview(12, 'Flow', 'text', 'Level'), dataset())).toBe(
    'This file goes on from “march”. It has the same channels and begins 2 h after the last row there.',
  )
  expect(said(preview(9, 'Flow', 'Level'), dataset())).toContain('overlaps it by 1 h')
})

test('another file does not: other channels, earlier rows, a long pause, no date, a dataset that is not ready', () => {
  expect(said(preview(12, 'Flow'), dataset())).toBeNull()
  expect(said(preview(-2, 'Flow', 'Level'), dataset())).toBeNull()
  expect(said(preview(21, 'Flow', 'Level'), dataset())).toBeNull()
  const counted = preview(12, 'Flow', 'Level')
  counted.recipe.time = { kind: 'steps', start: 0, stepMs: 1000 }
  expect(said(counted, dataset())).toBeNull()
  expect(said(preview(12, 'Flow', 'Level'), dataset({ status: 'importing' }))).toBeNull()
})
