import { N, day, drawn, every, inside, noise, rows, stretches, summed, wandering, wave, type Kind } from './draw.ts'

/** One channel each; thought of after the rules of the first answer were chosen. */
export const signals: Kind[] = [
  {
    name: 'heart beats, one of them wrong',
    draw(random) {
      const starts = [0]
      while (starts.at(-1)! < N) starts.push(starts.at(-1)! + 55 + random.below(12))
      const wrong = 8 + random.below(starts.length - 16)
      const own = noise(N, random, 0.05)
      const value = Float64Array.from(own)
      const bump = (at: number, height: number, width: number) => {
        for (let i = Math.max(0, at - 4 * width); i < Math.min(N, at + 4 * width); i++)
          value[i] += height * Math.exp(-(((i - at) / width) ** 2))
      }
      starts.forEach((at, beat) => {
        bump(at + 10, beat === wrong ? 0 : 0.25, 4)
        bump(at + 22, beat === wrong ? 1.2 : 2, beat === wrong ? 6 : 2)
        bump(at + 40, beat === wrong ? -0.4 : 0.4, 6)
      })
      return drawn({ value }, [{ first: starts[wrong], last: starts[wrong] + 50 }], every(N, 10))
    },
  },
  {
    name: 'requests counted, an outage and a rush',
    draw(random) {
      const faults = stretches(N, random, 2, 18)
      const mean = (i: number) => 40 * (1.2 + wave(i, day)) * (Math.floor(i / day) % 7 > 4 ? 0.6 : 1) + 5
      const of = (i: number) => (inside(faults.slice(0, 1), i) ? 0 : mean(i) * (inside(faults.slice(1), i) ? 3 : 1))
      return drawn(
        { value: rows(N, (i) => Math.max(0, Math.round(of(i) + Math.sqrt(of(i)) * random.normal()))) },
        faults,
      )
    },
  },
  {
    name: 'peak at the wrong hour',
    draw(random) {
      const days = 60
      const wrong = 5 + random.below(days - 10)
      const own = noise(48 * days, random, 0.15)
      const peak = (i: number) => {
        const late = Math.floor(i / 48) === wrong ? 14 : 0
        return 3 * Math.exp(-((((i % 48) - 16 - late) / 4) ** 2))
      }
      return drawn(
        { value: rows(48 * days, (i) => 5 + peak(i) + own[i]) },
        [{ first: wrong * 48 + 8, last: wrong * 48 + 38 }],
        every(48 * days, 1_800_000),
      )
    },
  },
  {
    name: 'vibration whose frequency moves',
    draw(random) {
      const [fault] = stretches(N, random, 1, 150)
      const phase = summed(rows(N, (i) => 0.9 + (inside([fault], i) ? 0.35 : 0) + 0.02 * random.normal()))
      const own = noise(N, random, 0.2)
      return drawn({ value: rows(N, (i) => Math.sin(phase[i]) + own[i]) }, [fault], every(N, 20))
    },
  },
  {
    name: 'random walk with a jump that goes back',
    draw(random) {
      const [fault] = stretches(N, random, 1, 40)
      const walk = summed(noise(N, random, 0.3))
      return drawn({ value: rows(N, (i) => walk[i] + (inside([fault], i) ? 8 : 0)) }, [fault])
    },
  },
  {
    name: 'sawtooth of a thermostat that overshoots',
    draw(random) {
      const [fault] = stretches(N, random, 1, 90)
      let [value, heats] = [20, true]
      const own = noise(N, random, 0.05)
      const temperature = rows(N, (i) => {
        if (value > (inside([fault], i) ? 23.5 : 21.5)) heats = false
        if (value < 19.5) heats = true
        value += (heats ? 0.12 : -0.07) + 0.02 * random.normal()
        return value + own[i]
      })
      return drawn({ temperature }, [fault])
    },
  },
  {
    name: 'values that drop to zero for some rows',
    draw(random) {
      const faults = stretches(N, random, 3, 4)
      const own = wandering(N, random, 0.97)
      return drawn({ value: rows(N, (i) => (inside(faults, i) ? 0 : 30 + 2 * own[i])) }, faults)
    },
  },
  {
    name: 'noise that comes and goes, with a spike',
    draw(random) {
      const faults = stretches(N, random, 1, 3)
      const calm = wandering(N, random, 0.99)
      const own = rows(N, (i) => Math.exp(0.5 * calm[i]) * random.normal())
      return drawn({ value: rows(N, (i) => own[i] + (inside(faults, i) ? 14 : 0)) }, faults)
    },
  },
  {
    name: 'battery that is charged and used, one cycle short',
    draw(random) {
      const value: number[] = []
      const wrong = 6 + random.below(10)
      let fault = { first: 0, last: 0 }
      for (let cycle = 0; cycle < 22; cycle++) {
        const length = Math.round((130 + random.below(30)) * (cycle === wrong ? 0.45 : 1))
        if (cycle === wrong) fault = { first: value.length, last: value.length + length + 40 }
        for (let t = 0; t < length; t++)
          value.push(4.1 - 0.9 * (t / length) - 0.25 * (t / length) ** 8 + 0.01 * random.normal())
        for (let t = 0; t < 40; t++) value.push(2.95 + 1.15 * (1 - Math.exp(-t / 9)) + 0.01 * random.normal())
      }
      return drawn({ voltage: Float64Array.from(value) }, [fault])
    },
  },
  {
    name: 'consumption with a base load that stays on',
    draw(random) {
      const n = 96 * 40
      const [fault] = stretches(n, random, 1, 60)
      const night = (i: number) => i % 96 < 24 || i % 96 > 84
      const own = rows(n, () => Math.exp(0.3 * random.normal()))
      const value = rows(n, (i) => (night(i) ? 0.3 : 1.6 + wave(i % 96, 48)) * own[i] + (inside([fault], i) ? 2.5 : 0))
      return drawn({ value }, [fault], every(n, 900_000))
    },
  },
  {
    name: 'pulses of a press, some missing',
    draw(random) {
      const [fault] = stretches(N, random, 1, 75)
      const own = noise(N, random, 0.08)
      const value = rows(N, (i) => (i % 25 < 4 && !inside([fault], i) ? 5 : 0.5) + own[i])
      return drawn({ value }, [fault], every(N, 1000))
    },
  },
  {
    name: 'slow tide with a surge',
    draw(random) {
      const [fault] = stretches(N, random, 1, 60)
      const own = wandering(N, random, 0.95)
      const surge = (i: number) => (inside([fault], i) ? 1.6 * Math.sin((Math.PI * (i - fault.first)) / 60) : 0)
      const value = rows(N, (i) => 2 * wave(i, 74.5) + 0.6 * wave(i, 72) + 0.25 * own[i] + surge(i))
      return drawn({ value }, [fault], every(N, 600_000))
    },
  },
]
