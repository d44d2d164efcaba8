import {
  day,
  drawn,
  every,
  inside,
  noise,
  rows,
  stretches,
  summed,
  wandering,
  wave,
  MINUTE,
  type Kind,
} from './draw.ts'
import type { Random } from '../../../src-main/analysis/math/random.ts'

const N = 3000

/** How often something came in a row, on average `mean` times. */
function arrivals(mean: number, random: Random): number {
  let [count, left] = [-1, mean]
  while (left > 0) {
    left += Math.log(1 - random.next())
    count++
  }
  return count
}

const use = (n: number, random: Random) => {
  const own = noise(n, random, 0.3)
  return rows(n, (i) => Math.max(0, 3 + 1.5 * wave(i, day) + own[i]))
}

/** Totals that only rise. */
export const counters: Kind[] = [
  {
    name: 'total that stands still',
    draw(random) {
      const faults = stretches(N, random, 1, 50)
      const total = summed(use(N, random).map((v, i) => (inside(faults, i) ? 0 : v)))
      return drawn({ total }, faults)
    },
  },
  {
    name: 'total that rises too fast',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      const total = summed(use(N, random).map((v, i) => v + (inside(faults, i) ? 3 : 0)))
      return drawn({ total }, faults)
    },
  },
  {
    name: 'total of wandering use',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      const own = wandering(N, random, 0.8)
      return drawn({ total: summed(rows(N, (i) => (inside(faults, i) ? 0 : Math.exp(0.4 * own[i]) * 5))) }, faults)
    },
  },
  {
    name: 'total that begins again every day',
    draw(random) {
      const faults = stretches(N, random, 1, 50)
      const steps = use(N, random)
      let sum = 0
      const total = steps.map((v, i) => (sum = (i % day === 0 ? 0 : sum) + (inside(faults, i) ? 0 : v)))
      return drawn({ total }, faults)
    },
  },
  {
    name: 'counter that wraps around',
    draw(random) {
      const faults = stretches(N, random, 1, 50)
      const total = summed(use(N, random).map((v, i) => Math.round(100 * v) * (inside(faults, i) ? 3 : 1)))
      return drawn({ total: total.map((v) => v % 65_536) }, faults)
    },
  },
  {
    name: 'pulses counted',
    draw(random) {
      const faults = stretches(N, random, 1, 80)
      return drawn({ pulses: summed(rows(N, (i) => (inside(faults, i) ? 0 : arrivals(0.7, random)))) }, faults)
    },
  },
  {
    name: 'total at uneven times',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      let time = every(1)[0]
      const times = rows(N, () => (time += MINUTE * (0.3 + 1.4 * random.next())))
      const own = noise(N, random, 0.1)
      const rate = (i: number) => (inside(faults, i) ? 5 : 3) + own[i]
      return drawn(
        { total: summed(times.map((t, i) => (i === 0 ? 0 : ((t - times[i - 1]) / MINUTE) * rate(i)))) },
        faults,
        times,
      )
    },
  },
  {
    name: 'two totals among four sensors',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      const common = wandering(N, random)
      const sensor = () => {
        const own = noise(N, random, 0.4)
        return rows(N, (i) => common[i] + own[i])
      }
      const steps = (a: number) => {
        const own = noise(N, random, 0.3)
        return rows(N, (i) => Math.max(0, 4 + a * common[i] + own[i]))
      }
      const water = summed(steps(0.5).map((v, i) => (inside(faults, i) ? 0 : v)))
      return drawn({ water, energy: summed(steps(1)), a: sensor(), b: sensor(), c: sensor(), d: sensor() }, faults)
    },
  },
]
