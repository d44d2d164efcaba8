import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { quietJob, type Progress } from '../../../src-main/analysis/job.ts'
import { readLabels } from '../../../src-main/engine/jobs/labels/labels.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'
import { addDataset, seconds, testProject } from '../../db/project.ts'

let project: ReturnType<typeof testProject>
let dataset: number
beforeEach(() => {
  project = testProject()
  dataset = addDataset(project.db, seconds(10_000), [seconds(10_000)]).id
})
afterEach(() => project.remove())

const stamp = (i: number) =>
  new Date(Date.UTC(2024, 0, 1) + (i % 9000) * 1000).toISOString().slice(0, 19).replace('T', ' ')
const n = 60_000
const files: Record<string, string> = {
  'intervals.csv': `start,end,label\n${Array.from({ length: n }, (_, i) => `${stamp(i)},${stamp(i)},leak`).join('\n')}`,
  'windows.json': JSON.stringify({ 'pump.csv': Array.from({ length: n }, (_, i) => [stamp(i), stamp(i)]) }),
  'studio.json': JSON.stringify([
    {
      data: { csv: 'pump.csv' },
      annotations: [
        {
          result: Array.from({ length: n }, (_, i) => ({
            value: { start: stamp(i), end: stamp(i), timeserieslabels: ['leak'] },
          })),
        },
      ],
    },
  ]),
}
const read = (name: string, job: Parameters<typeof quietJob>[0]) => {
  const path = join(project.folder, name)
  writeFileSync(path, files[name])
  return readLabels({ path, name, project: project.path, dataset, mapping: null }, quietJob(job))
}

test.each(Object.keys(files))('%s of megabytes is read with progress, and comes in parts', async (name) => {
  const progress: Progress[] = []
  const parts: FileLabel[][] = []
  expect(await read(name, { onProgress: (one) => progress.push(one), onLabels: (part) => parts.push(part) })).toEqual({
    problems: [],
  })
  expect(progress.filter(({ phase, done }) => phase === 'Looking for labels' && done > 0 && done < 100)).not.toEqual([])
  expect(parts.flat()).toHaveLength(n)
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(n)
})

test('is cancelled in the midst of it, and gives nothing then', async () => {
  const abort = new AbortController()
  const parts: FileLabel[][] = []
  const reading = read('intervals.csv', {
    signal: abort.signal,
    onLabels: (part) => parts.push(part),
    onProgress: ({ phase }) => phase === 'Looking for labels' && abort.abort(),
  })
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  expect(parts).toEqual([])
})

test('says what is wrong with it', async () => {
  files['broken.json'] = files['windows.json'].slice(0, -100)
  await expect(read('broken.json', {})).rejects.toMatchObject({
    code: 'bad-input',
    message: 'The label file is not whole: its JSON breaks off or is damaged.',
  })
})
