import { getDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { readTimes, readValues } from '../../src-main/db/series/series.ts'
import { listAlarms } from '../../src-main/db/watch/alarms.ts'
import type { Plant } from './month.ts'
import { machines, start, timeOf, trainingDays, type Fault } from './machines.ts'

export interface Outcome {
  machine: string
  /** Rows that are not there exactly once, with the values that were written. */
  wrong: number
  rows: number
  faults: number
  found: number
  /** Alarms on a fault, after the change of the machine, and on neither. */
  onFaults: number
  afterChange: number
  others: number
}

/** What a month came to, held against what was written and what happened. */
export function outcomes(plant: Plant, days: number): Outcome[] {
  const db = openProject(plant.project, { role: 'app', readOnly: true })
  try {
    return plant.machines.map(({ name, rows }) => {
      const { id, channels } = getDataset(db, listDatasets(db).find((one) => one.name === name)!.id)
      const times = readTimes(db, id)
      const values = channels.map(({ series }) => readValues(db, series))
      const isRight = (row: number[], i: number) =>
        times[i] === timeOf(i) && row.every((v, c) => Math.abs(values[c][i] - v) < 0.001)
      const machine = machines.find((one) => one.name === name)!
      const faults = machine.faults.filter((one) => one.day < days)
      const alarms = listAlarms(db, { dataset: id, limit: 100_000 })
      const touches = (fault: Fault) => (alarm: { start: number; end: number }) => {
        const begins = start + ((trainingDays + fault.day) * 24 + fault.hour) * 3_600_000
        return alarm.end >= begins && alarm.start <= begins + fault.hours * 3_600_000
      }
      const onFault = (alarm: { start: number; end: number }) => faults.some((fault) => touches(fault)(alarm))
      const changed = start + (trainingDays + (machine.change?.day ?? Infinity)) * 86_400_000
      const rest = alarms.filter((alarm) => !onFault(alarm))
      return {
        machine: name,
        wrong: rows.filter((row, i) => !isRight(row, i)).length + Math.max(0, times.length - rows.length),
        rows: times.length,
        faults: faults.length,
        found: faults.filter((fault) => alarms.some(touches(fault))).length,
        onFaults: alarms.length - rest.length,
        afterChange: rest.filter((alarm) => alarm.start >= changed).length,
        others: rest.filter((alarm) => alarm.start < changed).length,
      }
    })
  } finally {
    closeProject(db)
  }
}
