import { N, day, drawn, every, following, noise, rows, summed, switching, wandering, wave, type Kind } from './draw.ts'

const named = (channels: number, of: (c: number) => Float64Array) =>
  Object.fromEntries(Array.from({ length: channels }, (_, c) => [`c${c + 1}`, of(c)]))

/** Files with nothing wrong; thought of after the rules of the first answer were chosen. */
export const healthy: Kind[] = [
  {
    name: 'healthy: a daily cycle',
    draw(random) {
      const own = noise(N, random, 0.4)
      return drawn({ value: rows(N, (i) => 3 * wave(i, day) + own[i]) }, [], every(N, 600_000))
    },
  },
  {
    name: 'healthy: four sensors that go slowly together',
    draw(random) {
      const common = wandering(N, random, 0.98)
      return drawn(
        named(4, () => {
          const own = noise(N, random, 0.4)
          return rows(N, (i) => common[i] + own[i])
        }),
        [],
      )
    },
  },
  {
    name: 'healthy: a value that wanders slowly',
    draw: (random) => drawn({ value: wandering(N, random, 0.99) }, []),
  },
  {
    name: 'healthy: a machine on and off, three channels',
    draw(random) {
      const runs = following(switching(N, random, [1, 0], 40, 110), 0.3)
      return drawn(
        named(3, (c) => {
          const own = noise(N, random, 0.2)
          return rows(N, (i) => (5 + c) * runs[i] + own[i])
        }),
        [],
      )
    },
  },
  {
    name: 'healthy: twelve channels with a daily cycle',
    draw(random) {
      return drawn(
        named(12, (c) => {
          const own = wandering(N, random, 0.7)
          return rows(N, (i) => (0.5 + c / 6) * wave(i, day) + 0.5 * own[i])
        }),
        [],
        every(N, 600_000),
      )
    },
  },
  {
    name: 'healthy: eight channels of noise',
    draw: (random) =>
      drawn(
        named(8, () => noise(N, random)),
        [],
      ),
  },
  {
    name: 'healthy: counts of a day and a week',
    draw(random) {
      const mean = (i: number) => 30 * (1.2 + wave(i, day)) * (Math.floor(i / day) % 7 > 4 ? 0.5 : 1) + 4
      const value = rows(N, (i) => Math.max(0, Math.round(mean(i) + Math.sqrt(mean(i)) * random.normal())))
      return drawn({ value }, [], every(N, 600_000))
    },
  },
  {
    name: 'healthy: a machine on and off, one channel',
    draw(random) {
      const state = switching(N, random, [0, 10], 40, 120)
      return drawn({ value: rows(N, (i) => state[i] + 0.3 * random.normal()) }, [])
    },
  },
  {
    name: 'healthy: three load levels and what follows late',
    draw(random) {
      const load = following(switching(N, random, [30, 60, 90], 100, 300), 0.1)
      const heat = following(load, 0.02)
      return drawn(
        {
          load: rows(N, (i) => load[i] + 0.5 * random.normal()),
          flow: rows(N, (i) => 2 + 0.3 * load[i] + 0.3 * random.normal()),
          temperature: rows(N, (i) => 20 + heat[i] + 0.4 * random.normal()),
        },
        [],
      )
    },
  },
  {
    name: 'healthy: six channels whose noise comes and goes',
    draw(random) {
      const calm = wandering(N, random, 0.98)
      return drawn(
        named(6, () => rows(N, (i) => Math.exp(0.4 * calm[i]) * random.normal())),
        [],
      )
    },
  },
  {
    name: 'healthy: heavy tails in one channel',
    draw: (random) =>
      drawn(
        {
          value: rows(
            N,
            () =>
              random.normal() /
              Math.sqrt(Math.max(0.05, (random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2) / 3)),
          ),
        },
        [],
      ),
  },
  {
    name: 'healthy: tanks, pumps and a daily demand',
    draw(random) {
      const tank = (phase: number) => {
        let [level, pumps] = [3, 1]
        const state: number[] = []
        const seen = rows(N, (i) => {
          pumps = level < 2 ? 1 : level > 4 ? 0 : pumps
          level += 0.11 * pumps - (0.05 + 0.03 * wave(i, day, phase) + 0.005 * random.normal())
          state.push(pumps)
          return level + 0.02 * random.normal()
        })
        return { level: seen, pump: Float64Array.from(state) }
      }
      const [a, b] = [tank(0), tank(1)]
      const pressure = rows(N, (i) => 20 + 3 * a.pump[i] + 3 * b.pump[i] + 0.3 * random.normal())
      return drawn({ 'level 1': a.level, 'pump 1': a.pump, 'level 2': b.level, 'pump 2': b.pump, pressure }, [])
    },
  },
  {
    name: 'healthy: a random walk',
    draw: (random) => drawn({ value: summed(noise(N, random, 0.3)) }, []),
  },
  {
    name: 'healthy: two channels, one follows the other',
    draw(random) {
      const a = wandering(N, random, 0.95)
      const b = following(a, 0.2)
      return drawn(
        { a: rows(N, (i) => a[i] + 0.1 * random.normal()), b: rows(N, (i) => 2 * b[i] + 0.1 * random.normal()) },
        [],
      )
    },
  },
]
