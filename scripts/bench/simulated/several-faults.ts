import { N, day, drawn, every, following, inside, noise, rows, stretches, wandering, wave, type Kind } from './draw.ts'

/** Files in which faults of different strength stand beside each other; thought of after the rules of the first answer were chosen. */
export const severalFaults: Kind[] = [
  {
    name: 'six channels, four offsets from weak to strong',
    draw(random) {
      const faults = stretches(N, random, 4, 60)
      const common = wandering(N, random, 0.95)
      const strengths = [2, 3, 5, 10].sort(() => random.next() - 0.5)
      const channel = (c: number) => {
        const own = noise(N, random, 0.4)
        const offset = (i: number) =>
          faults.reduce((sum, f, at) => sum + (at === c && inside([f], i) ? strengths[at] : 0), 0)
        return rows(N, (i) => common[i] + own[i] + 0.4 * offset(i))
      }
      return drawn(Object.fromEntries(Array.from({ length: 6 }, (_, c) => [`u${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'loop with an offset, a frozen sensor, a leak and a strong pulse',
    draw(random) {
      const faults = stretches(N, random, 4, 80)
      const speed = wandering(N, random, 0.97)
      const [a, b, c, d] = [0.2, 0.3, 0.2, 0.1].map((deviation) => noise(N, random, deviation))
      const on = (which: number, i: number) => Number(inside([faults[which]], i))
      const flow = rows(N, (i) => 30 + 4 * speed[i] + a[i] - 2.5 * on(2, i) + 25 * on(3, i))
      const warm = following(speed, 0.05)
      return drawn(
        {
          speed: rows(N, (i) => 50 + 5 * speed[i] + d[i]),
          flow,
          pressure: rows(N, (i) => (on(1, i) ? 0 : 3 * speed[i] + b[i]) + 12),
          temperature: rows(N, (i) => 40 + 3 * warm[i] + c[i] + 1.5 * on(0, i)),
        },
        faults,
      )
    },
  },
  {
    name: 'daily cycle with a huge spike and two outages',
    draw(random) {
      const faults = stretches(N, random, 3, 20)
      const spike = random.below(3)
      const own = noise(N, random, 0.4)
      const value = rows(N, (i) => {
        const at = faults.findIndex((f) => inside([f], i))
        return 10 + 4 * wave(i, day) + own[i] + (at < 0 ? 0 : at === spike ? 60 : -7)
      })
      return drawn({ value }, faults, every(N, 600_000))
    },
  },
  {
    name: 'twelve channels, a huge step and three small ones',
    draw(random) {
      const faults = stretches(N, random, 4, 70)
      const huge = random.below(4)
      const common = [wandering(N, random, 0.9), wandering(N, random, 0.98)]
      const channel = (c: number) => {
        const own = noise(N, random, 0.5)
        const height = (at: number) => (at === huge ? 30 : 2)
        return rows(N, (i) => {
          const at = faults.findIndex((f) => inside([f], i))
          return common[c % 2][i] + own[i] + (at >= 0 && (c === at || c === at + 4) ? height(at) : 0)
        })
      }
      return drawn(Object.fromEntries(Array.from({ length: 12 }, (_, c) => [`v${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'twenty channels of a server, three rushes of different size',
    draw(random) {
      const faults = stretches(N, random, 3, 50)
      const load = rows(N, (i) => 1 + 0.5 * wave(i, day))
      const sizes = [1, 2, 6].sort(() => random.next() - 0.5)
      const channel = (c: number) => {
        const [own, gain] = [wandering(N, random, 0.6), 0.5 + random.next()]
        return rows(N, (i) => {
          const at = faults.findIndex((f) => inside([f], i))
          return Math.max(0, gain * load[i] + 0.3 * own[i] + (at >= 0 && c % 4 === 0 ? sizes[at] : 0))
        })
      }
      return drawn(Object.fromEntries(Array.from({ length: 20 }, (_, c) => [`m${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'daily cycle with five faults of different size',
    draw(random) {
      const faults = stretches(N, random, 5, 30)
      const sizes = [1.5, 2, 3, 5, 9].sort(() => random.next() - 0.5)
      const own = wandering(N, random, 0.5)
      const value = rows(N, (i) => {
        const at = faults.findIndex((f) => inside([f], i))
        return 5 + 3 * wave(i, day) + 0.4 * own[i] + (at < 0 ? 0 : sizes[at])
      })
      return drawn({ value }, faults, every(N, 600_000))
    },
  },
]
