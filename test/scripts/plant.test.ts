import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { machines, perDay, rowsOf, trainingDays } from '../../scripts/plant/machines.ts'
import { prepare, watchMonth } from '../../scripts/plant/month.ts'
import { outcomes } from '../../scripts/plant/outcome.ts'
import { trainAll } from '../../scripts/plant/train.ts'
import { runCli } from '../cli/run-cli.ts'

test('three days of two machines of the plant keep every row, find the fault, and a row that is wrong is counted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plant-'))
  const environment = { ANOMALY_STUDIO_DATA: join(folder, 'app') }
  Object.assign(process.env, environment)
  const watch = async (...options: string[]) => {
    const { code, stderr } = await runCli(['watch', plant.project, '--once', ...options], environment)
    expect(code, stderr).toBe(0)
  }
  const days = 3
  const chosen = machines.filter(({ name }) => name === 'pump-2' || name === 'fan-1')
  const plant = prepare(
    folder,
    chosen.map((machine) => ({ name: machine.name, rows: rowsOf(machine, days) })),
  )
  try {
    await trainAll(
      plant.project,
      plant.machines.map(({ name }, i) => ({ name, path: plant.history[i] })),
    )
    for (const { name, files } of plant.machines) await watch('--dataset', name, '--source', files)
    const counts = await watchMonth(plant, days, 3)
    await watch()
    expect(counts.whole + counts['in halves'] + counts['a day late']).toBe(days)
    const rows = (trainingDays + days) * perDay
    const [pump, fan] = outcomes(plant, days)
    expect(pump).toMatchObject({ machine: 'pump-2', wrong: 0, rows, faults: 1, found: 1, afterChange: 0 })
    expect(fan).toMatchObject({ machine: 'fan-1', wrong: 0, rows, faults: 0, found: 0, onFaults: 0 })
    plant.machines[1].rows.pop()
    expect(outcomes(plant, days)[1].wrong).toBe(1)
    plant.machines[1].rows[0][2] += 1
    expect(outcomes(plant, days)[1].wrong).toBe(2)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
