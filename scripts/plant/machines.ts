import { seededRandom } from '../../src-main/analysis/math/random.ts'

/** One row every ten minutes: two weeks to train on, then the month that is watched. */
export const stepMs = 600_000
export const perDay = 144
export const trainingDays = 14
export const start = Date.UTC(2026, 2, 1)
export const channels = ['motor temperature [°C]', 'flow [l/min]', 'vibration [mm/s]']

export interface Fault {
  kind: 'bearing' | 'blocked filter' | 'stuck sensor' | 'dry run'
  /** Day of the month that is watched, from 0; hour of that day. */
  day: number
  hour: number
  hours: number
}

export interface Machine {
  name: string
  seed: number
  /** It runs under one load or another, for some hours each. */
  loads: number[]
  /** What happens to it for good, from a day of the month on. */
  change: { what: 'warms up' | 'sensor exchanged' | 'a third load'; day: number } | null
  faults: Fault[]
}

export const machines: Machine[] = [
  {
    name: 'pump-1',
    seed: 1,
    loads: [0],
    change: { what: 'warms up', day: 13 },
    faults: [
      { kind: 'blocked filter', day: 4, hour: 9, hours: 3 },
      { kind: 'bearing', day: 9, hour: 22, hours: 4 },
    ],
  },
  {
    name: 'pump-2',
    seed: 2,
    loads: [0],
    change: { what: 'sensor exchanged', day: 17 },
    faults: [
      { kind: 'dry run', day: 2, hour: 14, hours: 1 },
      { kind: 'stuck sensor', day: 11, hour: 5, hours: 6 },
    ],
  },
  { name: 'fan-1', seed: 3, loads: [0], change: null, faults: [] },
  {
    name: 'compressor-1',
    seed: 4,
    loads: [0, 1],
    change: null,
    faults: [
      { kind: 'bearing', day: 5, hour: 3, hours: 5 },
      { kind: 'dry run', day: 12, hour: 18, hours: 1 },
      { kind: 'blocked filter', day: 20, hour: 11, hours: 4 },
      { kind: 'bearing', day: 27, hour: 16, hours: 8 },
    ],
  },
  {
    name: 'press-1',
    seed: 5,
    loads: [0, 1],
    change: { what: 'a third load', day: 20 },
    faults: [{ kind: 'dry run', day: 7, hour: 10, hours: 1 }],
  },
]

/** [row][channel] of the two weeks and so many days behind them. */
export function rowsOf(machine: Machine, days: number): number[][] {
  const random = seededRandom(machine.seed)
  const rows: number[][] = []
  let [wander, load, left, today] = [0, machine.loads[0], 0, 1]
  for (let i = 0; i < (trainingDays + days) * perDay; i++) {
    const day = i / perDay - trainingDays
    const since = machine.change === null ? -1 : day - machine.change.day
    if (i % perDay === 0) today = 1 + 0.15 * random.normal()
    if (left-- <= 0) {
      left = Math.round(6 * (2 + 5 * random.next()))
      load = machine.loads[random.below(machine.loads.length)]
      if (machine.change?.what === 'a third load' && since >= 0 && random.next() < 0.5) load = 2
    }
    // What the weather does: it hangs together over hours.
    wander = 0.95 * wander + 0.3 * random.normal()
    const cycle = today * Math.sin((2 * Math.PI * i) / perDay - 2)
    rows.push(
      withFaults(machine, rows, day, [
        60 + 3 * cycle + wander + [0, 8, 5][load] + 0.3 * random.normal() + warmth(machine, since),
        90 - 2 * cycle - 0.5 * wander + [0, -12, 6][load] + 0.4 * random.normal(),
        2 + [0, 0.5, 1.2][load] + 0.08 * random.normal() + (exchanged(machine, since) ? 0.8 : 0),
      ]),
    )
  }
  return rows
}

const warmth = ({ change }: Machine, since: number) => (change?.what === 'warms up' && since > 0 ? 0.35 * since : 0)
const exchanged = ({ change }: Machine, since: number) => change?.what === 'sensor exchanged' && since >= 0

function withFaults({ faults }: Machine, before: number[][], day: number, [temperature, flow, vibration]: number[]) {
  const fault = faults.find((one) => day >= one.day + one.hour / 24 && day < one.day + (one.hour + one.hours) / 24)
  if (!fault) return [temperature, flow, vibration]
  const at = (day - fault.day - fault.hour / 24) / (fault.hours / 24)
  if (fault.kind === 'bearing') return [temperature + 3 * at, flow, vibration + 0.6 + 1.5 * at]
  if (fault.kind === 'blocked filter') return [temperature + 4 * at, flow - 6 - 8 * at, vibration]
  if (fault.kind === 'dry run') return [temperature + 6, flow - 60, vibration + 1]
  return [temperature, before[before.length - 1][1], vibration]
}

export const timeOf = (row: number) => start + row * stepMs

/** Text of some rows as a logger writes it, with or without the line of names. */
export function csv(rows: readonly number[][], from: number, to: number, header = true): string {
  const lines = rows
    .slice(from, to)
    .map((row, i) => [new Date(timeOf(from + i)).toISOString().slice(0, 19) + 'Z', ...row.map((v) => v.toFixed(3))])
  return (header ? [`time,${channels.join(',')}`] : []).concat(lines.map((line) => line.join(','))).join('\n') + '\n'
}
