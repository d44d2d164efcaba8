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

const clock = (hours: number, minutes: number, seconds = 0) => hours * 3600 + minutes * 60 + seconds
/** 0 → 1 without a kink, over the share `width` at either end. */
const smooth = (x: number) => (x <= 0 ? 0 : x >= 1 ? 1 : x * x * (3 - 2 * x))
const plateau = (at: number, width: number) => smooth(at / width) * smooth((1 - at) / width)

/** The faults of the sample day, in order of time. Everything before the first is normal running. */
export const faults: readonly Fault[] = [
  {
    class: 'closing valve',
    start: clock(11, 42),
    end: clock(11, 56),
    channels: [],
    note: 'The outlet valve closes to a third and is opened again.',
    effect: { valve: (at) => 1 - 0.66 * plateau(at, 0.3) },
  },
  {
    class: 'cavitation',
    start: clock(13, 20),
    end: clock(13, 29),
    channels: ['Vibration pump', 'Vibration pipe', 'Motor current', 'Flow'],
    note: 'Low inlet pressure: the pump runs rough and delivers less.',
    effect: { cavitation: (at) => plateau(at, 0.15) },
  },
  {
    class: 'flat line',
    start: clock(14, 51),
    end: clock(15, 4),
    channels: ['Pressure'],
    note: 'The pressure transmitter holds its last value.',
    effect: { frozen: 'Pressure' },
  },
  {
    class: 'spike',
    start: clock(16, 8, 17),
    end: clock(16, 8, 20),
    channels: ['Motor current'],
    note: 'A few seconds of disturbance on the current signal.',
    effect: { offset: { channel: 'Motor current', by: (at) => 2.6 * (1 - 0.6 * at) } },
  },
  {
    class: 'drift',
    start: clock(17, 15),
    end: clock(18, 50),
    channels: ['Motor temperature'],
    note: 'The thermocouple drifts upwards and is then replaced.',
    effect: { offset: { channel: 'Motor temperature', by: (at) => 7 * at } },
  },
  {
    class: 'leak',
    start: clock(20, 5),
    end: clock(20, 41),
    channels: ['Flow', 'Pressure', 'Motor current'],
    note: 'A seal opens: water is lost ahead of the flow meter until it is tightened.',
    effect: { leak: (at) => 0.17 * smooth(at / 0.6) * smooth((1 - at) / 0.05) },
  },
  {
    class: 'closing valve',
    start: clock(22, 18),
    end: clock(22, 25),
    channels: [],
    note: 'The outlet valve sticks half closed for some minutes.',
    effect: { valve: (at) => 1 - 0.45 * plateau(at, 0.1) },
  },
]

/** The logger is off: no rows. Seconds after midnight; both are included. */
export const loggerOff = { start: clock(6, 33), end: clock(6, 37, 29) }
