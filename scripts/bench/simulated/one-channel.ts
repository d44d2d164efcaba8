import {
  day,
  drawn,
  every,
  inside,
  noise,
  rows,
  stretches,
  switching,
  wandering,
  wave,
  MINUTE,
  type Kind,
} from './draw.ts'

const N = 3000

/** One channel each, most of ten-minute rows. */
export const oneChannel: Kind[] = [
  {
    name: 'daily cycle, spikes',
    draw(random) {
      const faults = stretches(N, random, 3, 2)
      const own = noise(N, random, 0.3)
      return drawn({ value: rows(N, (i) => 4 * wave(i, day) + own[i] + (inside(faults, i) ? 6 : 0)) }, faults)
    },
  },
  {
    name: 'noise, one-row spike',
    draw(random) {
      const faults = stretches(N, random, 2, 1)
      const own = wandering(N, random)
      return drawn({ value: rows(N, (i) => own[i] + (inside(faults, i) ? 6 : 0)) }, faults)
    },
  },
  {
    name: 'level shift',
    draw(random) {
      const faults = stretches(N, random, 1, 200)
      const own = wandering(N, random, 0.5)
      return drawn({ value: rows(N, (i) => own[i] + (inside(faults, i) ? 4 : 0)) }, faults)
    },
  },
  {
    name: 'drift, then fault',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      const own = noise(N, random, 0.5)
      return drawn({ value: rows(N, (i) => (3 * i) / N + own[i] + (inside(faults, i) ? 4 : 0)) }, faults)
    },
  },
  {
    name: 'machine on and off',
    draw(random) {
      const faults = stretches(N, random, 2, 40)
      const state = switching(N, random, [0, 10], 40, 120)
      const own = noise(N, random, 0.3)
      return drawn({ value: rows(N, (i) => (inside(faults, i) ? 6 : state[i]) + own[i]) }, faults)
    },
  },
  {
    name: 'batch process',
    draw(random) {
      const own = noise(N, random, 0.2)
      const [length, wrong] = [150, 5 + random.below(12)]
      const shape = (t: number, isWrong: boolean) =>
        t < 20 ? t / 4 : t < 100 ? 5 + (isWrong ? 1.5 * wave(t - 20, 40) : 0) : t < 130 ? 5 - (t - 100) / 6 : 0
      const value = rows(N, (i) => shape(i % length, Math.floor(i / length) === wrong) + own[i])
      return drawn({ value }, [{ first: wrong * length + 20, last: wrong * length + 99 }])
    },
  },
  {
    name: 'noise gets larger',
    draw(random) {
      const faults = stretches(N, random, 1, 150)
      const own = noise(N, random)
      return drawn({ value: rows(N, (i) => own[i] * (inside(faults, i) ? 3 : 1)) }, faults)
    },
  },
  {
    name: 'stuck sensor',
    draw(random) {
      const [fault] = stretches(N, random, 1, 120)
      const own = noise(N, random, 0.2)
      const value = rows(N, (i) => 3 * wave(i, day) + own[i])
      return drawn({ value: value.map((v, i) => (inside([fault], i) ? value[fault.first] : v)) }, [fault])
    },
  },
  {
    name: 'heavy tails',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      const tail = () => random.normal() / Math.sqrt(Math.max(1e-3, (random.normal() ** 2 + random.normal() ** 2) / 2))
      return drawn({ value: rows(N, (i) => tail() + (inside(faults, i) ? 3 : 0)) }, faults)
    },
  },
  {
    name: 'trend',
    draw(random) {
      const faults = stretches(N, random, 2, 40)
      const own = noise(N, random, 0.3)
      const value = rows(N, (i) => (12 * i) / N + 2 * wave(i, day) + own[i] + (inside(faults, i) ? -3 : 0))
      return drawn({ value }, faults)
    },
  },
  {
    name: 'quantised sensor',
    draw(random) {
      const faults = stretches(N, random, 1, 40)
      const own = wandering(N, random)
      return drawn({ value: rows(N, (i) => Math.round(own[i] + (inside(faults, i) ? 5 : 0))) }, faults)
    },
  },
  {
    name: 'week with a holiday',
    draw(random) {
      const n = 24 * 7 * 10
      const off = 14 + random.below(40)
      const holiday = off + (off % 7 > 4 ? 2 : 0)
      const own = noise(n, random, 0.4)
      const works = (i: number) => Math.floor(i / 24) % 7 < 5 && Math.floor(i / 24) !== holiday
      const value = rows(n, (i) => 3 + (works(i) ? 6 * Math.max(0, wave((i % 24) - 6, 24)) : 0) + own[i])
      return drawn({ value }, [{ first: 24 * holiday, last: 24 * holiday + 23 }], every(n, 60 * MINUTE))
    },
  },
  {
    name: 'contaminated 1 to 20 %',
    draw(random) {
      const share = 0.01 + 0.19 * random.next()
      const faults = stretches(N, random, 3, Math.max(2, Math.round((share * N) / 3)))
      const own = wandering(N, random, 0.6)
      return drawn({ value: rows(N, (i) => 2 * wave(i, day) + own[i] + (inside(faults, i) ? 7 : 0)) }, faults)
    },
  },
  {
    name: 'short',
    draw(random) {
      const faults = stretches(200, random, 1, 8)
      const own = noise(200, random, 0.5)
      return drawn({ value: rows(200, (i) => wave(i, 25) + own[i] + (inside(faults, i) ? 3 : 0)) }, faults)
    },
  },
  {
    name: 'sensor calibrated every week',
    draw(random) {
      // Every 1,008 rows it reads 0 for six of them; the fault is a drift that the next calibration takes back.
      const week = 7 * day
      const n = 6 * week
      const own = noise(n, random, 0.3)
      const at = week * (1 + random.below(4)) + 400
      const drift = (i: number) => (i >= at && i < at + 500 ? (5 * (i - at)) / 500 : 0)
      const value = rows(n, (i) => (i % week < 6 ? 0 : 20 + 2 * wave(i, day) + drift(i)) + own[i])
      return drawn({ value }, [{ first: at + 250, last: at + 499 }])
    },
  },
  {
    name: 'duty cycle whose period changes',
    draw(random) {
      const faults = stretches(N, random, 1, 120)
      let phase = 0
      const own = noise(N, random, 0.1)
      const value = rows(N, (i) => {
        phase += 1 / (inside(faults, i) ? 7 : 32 + 12 * wave(i, 5 * day))
        return (phase % 1 < 0.4 ? 1 : 0) * 3 + own[i]
      })
      return drawn({ value }, faults)
    },
  },
  {
    name: 'event-driven sampling',
    draw(random) {
      // A row comes where the value has moved by 0.3; in the fault it swings.
      const all = 12_000
      const own = wandering(all, random, 0.99)
      const [fault] = stretches(all, random, 1, 150)
      const signal = rows(all, (i) => 3 * wave(i, 1440) + own[i] / 2 + (inside([fault], i) ? 4 * wave(i, 10) : 0))
      let last = Infinity
      const kept = [...signal.keys()].filter((i) => {
        const is = Math.abs(signal[i] - last) >= 0.3
        if (is) last = signal[i]
        return is
      })
      const times = every(all, 10_000)
      const hit = kept.map((i, row) => (inside([fault], i) ? row : -1)).filter((row) => row >= 0)
      return drawn(
        { value: Float64Array.from(kept, (i) => signal[i]) },
        [{ first: hit[0], last: hit[hit.length - 1] }],
        Float64Array.from(kept, (i) => times[i]),
      )
    },
  },
  {
    name: 'slow leak',
    draw(random) {
      const [fault] = stretches(N, random, 1, 500)
      const own = noise(N, random, 0.2)
      const leak = (i: number) => (inside([fault], i) ? (4 * (i - fault.first)) / 500 : 0)
      return drawn({ pressure: rows(N, (i) => 10 + wave(i, day) + own[i] - leak(i)) }, [
        { first: fault.first + 200, last: fault.last },
      ])
    },
  },
  {
    name: 'sensor that saturates',
    draw(random) {
      const faults = stretches(N, random, 1, 3 * day)
      const height = wandering(N, random, 0.995)
      const own = noise(N, random, 0.1)
      const value = rows(N, (i) => (5 + 0.5 * height[i]) * wave(i, day) + own[i])
      return drawn({ value: value.map((v, i) => (inside(faults, i) ? Math.min(2.5, v) : v)) }, faults)
    },
  },
  {
    name: 'nothing wrong, one channel',
    draw: (random) => drawn({ value: wandering(N, random, 0.7) }, []),
  },
]
