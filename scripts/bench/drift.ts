import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietJob } from '../../src-main/analysis/job.ts'
import { createModel } from '../../src-main/db/models.ts'
import { createRun } from '../../src-main/db/runs.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { engineCalls } from '../../src-main/engine/jobs/index.ts'
import { asFound } from '../../src-main/shared/runs/detected-ranges.ts'
import { makeProject } from './explore.ts'
import { timeRow, type BenchRow } from './row.ts'

const [training, recent, channels] = [200_000, 1_000_000, 50]

/** Seconds of the board of drift: a run over many channels, with many new rows behind what it was trained on. */
export async function driftRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-bench-'))
  try {
    const made = makeProject(join(folder, 'drift.anomaly'), training + recent, channels)
    const { project, dataset, start } = made
    const ranges = [{ start, end: start + (training - 1) * 1000 }]
    const threshold = { rule: 'maximum', params: {}, ...asFound }
    const db = openProject(project, { role: 'app' })
    const names = made.channels.map((_, i) => `channel ${i}`)
    const detector = { detector: 'z-score', params: {}, seed: 1, ranges }
    const model = createModel(db, {
      ...{ ...detector, name: 'z-score', kind: 'detector', detectorVersion: 0, channels: names },
      ...{ history: [], engine: 'none', data: null, trainingScores: null },
    })
    const run = createRun(db, { dataset, model, name: 'z-score', threshold })
    closeProject(db)
    await engineCalls.train(
      { ...detector, project, run, channels: made.channels, labelSet: null, excludeLabels: false, threshold },
      quietJob(),
    )
    const began = performance.now()
    await engineCalls.drift({ project, run }, quietJob())
    const name = `drift of ${channels} channels × ${recent.toLocaleString('en')} new rows`
    return [timeRow('drift', name, (performance.now() - began) / 1000, null, 'no counterpart: it is a bound of 10 s')]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
