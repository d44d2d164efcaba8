import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { labelledWindows } from '../../src-main/cli/label-windows.ts'
import type { ReadSeries } from '../../src-main/formats/importers/sinks/memory-sink.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'anomaly-cli-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = Date.UTC(2024, 0, 1)
const data = {
  series: { times: Float64Array.from({ length: 100 }, (_, i) => start + i * 1000), channels: [{ name: 'Flow' }] },
  recipe: { time: { kind: 'column', column: 'time', format: 'iso', zone: 'UTC' } },
} as unknown as ReadSeries

test('windows on channels that the data do not have are left out and told; those beyond the data stay whole', async () => {
  const path = join(folder, 'labels.csv')
  writeFileSync(
    path,
    'start,end,label,channel\n2024-01-01 00:00:10,2024-01-01 00:00:20,a,Lid\n2024-01-01 00:00:30,2024-01-01 00:00:40,a,flow; Lid\n2024-01-01 00:01:00,2024-01-01 00:05:00,a,\n',
  )
  const { windows, problems } = await labelledWindows(path, '/data/pump.csv', data)
  expect(windows.map(({ start: from, end }) => [(from - start) / 1000, (end - start) / 1000])).toEqual([
    [30, 40],
    [60, 300],
  ])
  expect(problems).toEqual([
    'labels.csv: 1 label lies partly outside the data and was cut to fit.',
    'labels.csv: There is no channel named "Lid" in "pump.csv".',
    'labels.csv: 1 label lies only on unknown channels and was left out.',
  ])
})
