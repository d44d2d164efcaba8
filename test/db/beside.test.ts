import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDataset, getDataset } from '../../src-main/db/datasets.ts'
import { createLabels, listLabels } from '../../src-main/db/labels/labels.ts'
import { readLanes } from '../../src-main/db/series/view.ts'
import { addDataset, seconds, testProject } from './project.ts'

test('a label is on disk at once, and the view answers, while another process imports as fast as it can', async () => {
  const project = testProject()
  const { db } = project
  try {
    const { id, start, end, channels } = addDataset(db, seconds(100_000), [seconds(100_000)], { batch: 50_000 })
    const half = createDataset(db, { name: 'half', sourceFile: 'half.csv', zone: 'UTC', recipe: null })
    const script = join(project.folder, 'import.ts')
    writeFileSync(
      script,
      `
      import { openProject, closeProject } from '${new URL('../../src-main/db/file/open.ts', import.meta.url).pathname}'
      import { createDatasetWriter } from '${new URL('../../src-main/db/series/series.ts', import.meta.url).pathname}'
      const db = openProject(process.argv[2], { role: 'engine' })
      const columns = Array.from({ length: 8 }, () => new Float64Array(20_000))
      const writer = createDatasetWriter(db, ${half}, columns.map((_, i) => ({ name: 'c' + i, unit: null })))
      for (let from = 0; from < 1_000_000; from += 20_000) writer.write(Float64Array.from({ length: 20_000 }, (_, i) => from + i), columns)
      writer.finish()
      closeProject(db)`,
    )
    const child = fork(script, [project.path], { execArgv: [] })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    let exit: number | null | undefined
    void ended.then((code) => (exit = code))
    let made = 0
    while (exit === undefined) {
      createLabels(
        db,
        [
          {
            set: 1,
            class: 1,
            start,
            end: start + 1000,
            channels: [],
            certainty: 1,
            status: 'accepted',
            note: '',
            origin: 'hand',
          },
        ],
        'ada',
      )
      made++
      readLanes(db, { dataset: id, series: [channels[0].series], start, end, width: 500 })
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(exit).toBe(0)
    expect(getDataset(db, half).rows).toBe(1_000_000)
    expect(listLabels(db, { set: 1 })).toHaveLength(made)
    // Had the import kept the file to itself, there would be a handful of them.
    expect(made).toBeGreaterThan(20)
  } finally {
    project.remove()
  }
})
