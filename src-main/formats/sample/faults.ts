import settings from '../../../resources/sample.json' with { type: 'json' }

/** What a fault does to the plant or to a sensor. `at` runs from 0 at its start to 1 at its end. */
export interface FaultEffect {
  /** Multiplies the valve's opening. */
  valve?(at: number): number
  /** Share of the flow that leaves the loop before the flow meter. */
  leak?(at: number): number
  /** 0…1: vapour in the pump. */
  cavitation?(at: number): number
  /** Channel whose reading stands still. */
  frozen?: string
  /** Added to the reading of a channel, in its unit. */
  offset?: { channel: string; by(at: number): number }
}

export interface Fault {
  class: string
  /** Seconds after midnight; both are included. */
  start: number
  end: number
  /** Channels that show it; empty = all. */
  channels: readonly string[]
  note: string
  effect: FaultEffect
}

/** "11:42:00" → seconds after midnight. */
const clock = (text: string) => text.split(':').reduce((seconds, part) => 60 * seconds + Number(part), 0)
/** 0 → 1 without a kink. */
const smooth = (x: number) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x))
/** 0 → 1 → 0, over the shares `rise` and `fall` at either end. */
const plateau = (at: number, rise: number, fall = rise) => smooth(at / rise) * smooth((1 - at) / fall)

/** What an effect in the settings means; channel — the one that it concerns, where it concerns one. */
function effectOf(effect: (typeof settings.faults)[number]['effect'], channel: string): FaultEffect {
  const { kind, closes = 0, edge = 1, first = 0, last = 0, share = 0, opens = 1 } = effect
  if (kind === 'valve') return { valve: (at) => 1 - closes * plateau(at, edge) }
  if (kind === 'cavitation') return { cavitation: (at) => plateau(at, edge) }
  if (kind === 'frozen') return { frozen: channel }
  if (kind === 'offset') return { offset: { channel, by: (at) => first + (last - first) * at } }
  if (kind === 'leak') return { leak: (at) => share * plateau(at, opens, closes) }
  throw new Error(`The sample has no effect "${kind}".`)
}

/** The faults of the sample day, in order of time. Everything before the first is normal running. */
export const faults: readonly Fault[] = settings.faults.map(({ from, to, effect, ...fault }) => ({
  ...fault,
  start: clock(from),
  end: clock(to),
  effect: effectOf(effect, fault.channels[0]),
}))

/** The logger is off: no rows. Seconds after midnight; both are included. */
export const loggerOff = { start: clock(settings.loggerOff.from), end: clock(settings.loggerOff.to) }

/** Epoch milliseconds at which the sample day begins. */
export const midnight = Date.parse(settings.midnight)

/** The plant's sensors, each with its noise (one standard deviation) and the step in which it reports, both in its unit. */
export const sensors = settings.sensors
