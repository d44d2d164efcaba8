import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { look } from '../../../src-main/engine/jobs/data/look.ts'
import { preview } from '../../../src-main/engine/jobs/data/preview.ts'

const folder = mkdtempSync(join(tmpdir(), 'look-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function lookAt(text: string) {
  const path = join(folder, 'plant.csv')
  writeFileSync(path, text)
  const { recipe } = await preview({ path, changed: null }, quietJob())
  return look({ path, recipe }, quietJob())
}

test('a look at a whole file finds its ends in the order of time, and what an import would find', async () => {
  const rows = Array.from(
    { length: 80 },
    (_, i) => `2024-03-0${i < 40 ? 5 : 4} 00:${10 + (i % 40)}:00,${i === 70 ? 'lost' : i}`,
  )
  const { report, first, last } = await lookAt(`time,level\n${rows.join('\n')}\nTotal,900\n`)
  expect([first, last].map((ms) => new Date(ms).toISOString())).toEqual([
    '2024-03-04T00:10:00.000Z',
    '2024-03-05T00:49:00.000Z',
  ])
  expect(report).toMatchObject({
    rows: 80,
    missingTimes: 1,
    outOfOrder: 1,
    columns: [{ name: 'level', notNumbers: 1 }],
  })
})
