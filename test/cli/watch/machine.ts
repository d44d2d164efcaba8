import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { ask, jobEnd, quietApp } from '../../../src-main/cli/quiet-app.ts'

export const minute = 60_000
export const start = Date.parse('2026-03-01T00:00:00Z')

/** A row of the machine: minute i of its life. A spike of the temperature where `fault` says so. */
export function rowOf(i: number, fault: (i: number) => number = () => 0): string {
  const random = seededRandom(i + 1)
  const cycle = Math.sin((2 * Math.PI * i) / 1440)
  const temperature = 60 + 3 * cycle + 0.3 * random.normal() + fault(i)
  const flow = 90 - 2 * cycle + 0.3 * random.normal()
  return `${new Date(start + i * minute).toISOString().slice(0, 19)}Z,${i},${temperature.toFixed(3)},${flow.toFixed(3)}`
}

export const header = 'time,counter,motor temperature [°C],flow [l/min]'

export const csv = (from: number, to: number, fault?: (i: number) => number) =>
  `${[header, ...Array.from({ length: to - from }, (_, k) => rowOf(from + k, fault))].join('\n')}\n`

/** A project with one dataset "machine" of some days and a trained run on temperature and flow. Gone by `remove`. */
export async function machine({ days = 2, detector = 'mahalanobis' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'))
  const environment = { ANOMALY_STUDIO_DATA: join(folder, 'data'), ANOMALY_STUDIO_PROJECTS: folder }
  Object.assign(process.env, environment)
  const project = join(folder, 'plant.anomaly')
  const rows = days * 1440
  const history = join(folder, 'machine.csv')
  writeFileSync(history, csv(0, rows))
  const app = await quietApp()
  try {
    await ask(app, 'project.create', { file: app.admitOutput(project).token, name: 'plant' })
    const { token: file } = app.admit(history)
    const { recipe } = await ask(app, 'import.preview', { file, changed: null, recipe: null })
    await jobEnd(app, (await ask(app, 'import.start', { file, name: 'machine', recipe })).job)
    const [dataset] = await ask(app, 'datasets.list', {})
    const { job } = await ask(app, 'train.start', {
      dataset: dataset.id,
      detector,
      params: {},
      channels: dataset.channels.filter(({ name }) => name !== 'counter').map(({ id }) => id),
      ranges: [],
      labelSet: null,
      excludeLabels: false,
      seed: 1,
      threshold: { rule: 'mean-sigma', params: { k: 8 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
      holdOut: { kind: 'nothing' },
      chosenOn: null,
    })
    const ended = await jobEnd(app, job)
    if (ended.status !== 'done') throw new Error(ended.message ?? 'not trained')
  } finally {
    await app.close()
  }
  return { folder, project, rows, history, environment, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
