import type { Series } from '../../shared/data/series.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import { seededRandom, type Random } from '../../analysis/math/random.ts'
import { faults, loggerOff, midnight, sensors, type Fault } from './faults.ts'

const daySeconds = 86_400

/**
 * One day of a water-circulation testbed at one row per second: a pump on a frequency converter drives water through a valve
 * and back to its tank. Speed and valve follow a production rhythm; flow, pressure, current, vibration and temperatures follow
 * from them. The first part of the day is normal, later ones hold labelled faults of six kinds, and the logger is off once.
 * Returns the series (8 channels, NaN-free, times without the logger's pause) and a label per fault.
 * The same seed gives the same day.
 */
export function waterLoop(seed = 1): { series: Series; labels: FileLabel[] } {
  const readings = simulate(seededRandom(seed))
  const kept = Array.from({ length: daySeconds }, (_, second) => second).filter(
    (second) => second < loggerOff.start || second > loggerOff.end,
  )
  const at = (second: number) => midnight + second * 1000
  return {
    series: {
      times: Float64Array.from(kept, at),
      channels: sensors.map(({ name, unit }) => ({ name, unit })),
      values: readings.map((reading) => Float64Array.from(kept, (second) => reading[second])),
    },
    labels: faults.map((fault) => ({
      start: at(fault.start),
      end: at(fault.end),
      class: fault.class,
      channels: [...fault.channels],
      note: fault.note,
    })),
  }
}

/** [sensor][second of the day] */
function simulate(random: Random): Float64Array[] {
  const readings = sensors.map(() => new Float64Array(daySeconds))
  const plan = productionPlan(random)
  const grid = wander(random, 900, 1.6)
  const weather = wander(random, 5400, 0.6)
  const roughness = wander(random, 4, 0.05)
  const pipeRoughness = wander(random, 6, 0.06)
  const supply = wander(random, 120, 0.006)

  let speed = plan(0).speed
  let opening = plan(0).opening
  let flow = 90
  let fluid = 44
  let motor = 51.5
  for (let second = 0; second < daySeconds; second++) {
    const fault = faults.find((f) => second >= f.start && second <= f.end)
    const at = fault ? (second - fault.start) / Math.max(1, fault.end - fault.start) : 0
    const wanted = plan(second)
    // The converter ramps in seconds, the valve's drive takes half a minute.
    speed += (wanted.speed - speed) / 6
    opening += (wanted.opening - opening) / 12
    const open = opening * (fault?.effect.valve?.(at) ?? 1)
    const vapour = fault?.effect.cavitation?.(at) ?? 0
    const lost = fault?.effect.leak?.(at) ?? 0

    const ambient = 20.5 + 3.2 * Math.sin((2 * Math.PI * (second - 9 * 3600)) / daySeconds) + weather()
    const voltage = 231 + 1.8 * Math.sin((2 * Math.PI * (second - 3 * 3600)) / daySeconds) + grid()

    // Pump curve head = 3.4 s² − b q², loop friction r(valve) q² (bar, l/min): both meet at the flow. A leak adds an outlet.
    const curve = 8.5e-5
    const friction = (1.05e-4 + 4.4e-5 / (open * open)) * (1 - lost) ** 2
    const steady = speed * (1 + supply()) * Math.sqrt(3.4 / (curve + friction)) * (1 - 0.09 * vapour)
    flow += (steady - flow) / 3 + vapour * 0.9 * random.normal()
    const head = 3.4 * speed * speed - curve * flow * flow - 0.12 * vapour
    const power = (flow / 60_000) * head * 1e5
    const current =
      (190 + 1.75 * power + 330 * speed ** 3 * (1 + 0.05 * vapour)) / (voltage * 0.87) + vapour * 0.05 * random.normal()

    fluid += (0.0015 * power - 0.000_42 * (fluid - ambient) * (20 + 0.1 * flow)) / 25
    motor += (current * current * 2.35 - (motor - ambient) * 0.84) / 1150

    const shake =
      0.028 +
      0.19 * speed ** 3 +
      0.00035 * flow +
      0.05 * Math.max(0, 0.5 - open) +
      vapour * (0.13 + 0.09 * Math.abs(random.normal()))
    const pipe =
      0.018 + 0.0011 * flow + 0.16 * Math.max(0, 0.5 - open) + vapour * (0.04 + 0.03 * Math.abs(random.normal()))
    const values = [
      shake * Math.exp(roughness() + 0.025 * random.normal()),
      pipe * Math.exp(pipeRoughness() + 0.03 * random.normal()),
      current,
      head,
      fluid,
      motor,
      voltage,
      flow * (1 - lost),
    ]
    sensors.forEach(
      (sensor, s) => (readings[s][second] = reading(sensor, values[s], fault, at, second, readings[s], random)),
    )
  }
  return readings
}

/** What the sensor reports: noise, its step, and the fault that it has itself. */
function reading(
  sensor: (typeof sensors)[number],
  value: number,
  fault: Fault | undefined,
  at: number,
  second: number,
  past: Float64Array,
  random: Random,
): number {
  // Drawn in any case, so that a fault changes nothing after its end.
  const noisy = value + sensor.noise * random.normal()
  if (fault?.effect.frozen === sensor.name && second > fault.start) return past[second - 1]
  const offset = fault?.effect.offset
  const shifted = noisy + (offset?.channel === sensor.name ? offset.by(at) : 0)
  return Math.round(Math.round(shifted / sensor.step) * sensor.step * 1e6) / 1e6
}

/** Set points: a rhythm of half-hour batches with a slower middle part, less at night, valve trimmed from batch to batch. */
function productionPlan(random: Random): (second: number) => { speed: number; opening: number } {
  const batch = 1800
  const batches = Array.from({ length: Math.ceil(daySeconds / batch) + 1 }, () => ({
    speed: 0.03 * random.normal(),
    opening: 0.05 * random.normal(),
    shift: Math.floor(random.next() * 120),
  }))
  return (second) => {
    const { speed, opening, shift } = batches[Math.floor(second / batch)]
    const inside = second % batch
    const slow = inside > 1080 + shift && inside < 1560 + shift
    const night = second < 5 * 3600 || second > 23 * 3600 ? -0.05 : 0
    return { speed: 0.86 + clamp(speed, 0.05) + night - (slow ? 0.13 : 0), opening: 0.74 + clamp(opening, 0.09) }
  }
}

const clamp = (value: number, limit: number) => Math.max(-limit, Math.min(limit, value))

/** A value that wanders about zero: time constant in seconds, standard deviation in its unit (Ornstein-Uhlenbeck process). */
function wander(random: Random, seconds: number, deviation: number): () => number {
  const keep = Math.exp(-1 / seconds)
  const push = deviation * Math.sqrt(1 - keep * keep)
  let value = deviation * random.normal()
  return () => (value = value * keep + push * random.normal())
}
