import { statSync } from 'node:fs'
import { join } from 'node:path'
import { engineCalls } from '../../src-main/engine/jobs/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { projectWithEvents } from '../../test/formats/report/hundred-events.ts'
import { timeRow, type BenchRow } from './row.ts'

/** Seconds to write the report of a run with 100 events in 8 channels, from an opened project to the file, intervals and charts included. */
export async function reportRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const every of [400, 10_000]) {
    const project = await projectWithEvents({ events: 100, channels: 8, every })
    const path = join(project.folder, 'report.html')
    const seconds: number[] = []
    for (let round = 0; round < 3; round++) {
      const began = performance.now()
      await engineCalls.report(
        { project: project.path, run: project.run.id, labelSet: project.set.id, path, app: '0' },
        quietJob(),
      )
      seconds.push((performance.now() - began) / 1000)
    }
    const name = `report, 100 events, 8 channels, ${project.dataset.rows.toLocaleString('en')} rows, ${(statSync(path).size / 1e6).toFixed(1)} MB`
    rows.push(timeRow('report', name, seconds.sort((a, b) => a - b)[1], null, 'no counterpart: it is a bound of 10 s'))
    project.remove()
  }
  return rows
}
