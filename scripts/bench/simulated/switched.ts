import {
  N,
  day,
  drawn,
  every,
  following,
  inside,
  noise,
  rows,
  stretches,
  switching,
  wandering,
  wave,
  type Kind,
} from './draw.ts'

/** A batch of 120 rows that goes up to a height, stays, and comes down. t — row within it. */
const batch = (height: number, t: number) =>
  t < 15 ? (height * t) / 15 : t < 90 ? height : t < 105 ? (height * (105 - t)) / 15 : 0

/** How far a start overshoots so many rows after it; height — in parts of the usual. */
const overshoot = (since: number, height = 1) => (since === 0 ? 0 : 1 + 0.6 * height * Math.exp(-since / 5))

/** Machines that are switched, start up, run in batches or are cleaned, one channel each: thought of after short windows were looked at too, and never chosen by. */
export const switched: Kind[] = [
  {
    name: 'three speeds, one never used',
    draw(random) {
      const [fault] = stretches(N, random, 1, 30)
      const speed = following(switching(N, random, [0, 6, 10, 6], 50, 160), 0.5)
      const own = noise(N, random, 0.3)
      return drawn({ speed: rows(N, (i) => (inside([fault], i) ? 8 : speed[i]) + own[i]) }, [fault])
    },
  },
  {
    name: 'starts that overshoot, one of them twice as far',
    draw(random) {
      const state = switching(N, random, [0, 5], 60, 140)
      const starts = [...state.keys()].filter((i) => i > 0 && state[i] > state[i - 1])
      const wrong = starts[4 + random.below(starts.length - 8)]
      const own = noise(N, random, 0.2)
      let since = 0
      let height = 1
      const value = rows(N, (i) => {
        since = state[i] === 0 ? 0 : since + 1
        if (since === 1) height = i === wrong ? 2 : 0.9 + 0.2 * random.next()
        return state[i] * overshoot(since, height) + own[i]
      })
      return drawn({ current: value }, [{ first: wrong, last: wrong + 15 }])
    },
  },
  {
    name: 'cooling in turns, once at half power',
    draw(random) {
      const state = switching(N, random, [0, 8], 15, 45)
      const begins = [...state.keys()].filter((i) => i > 0 && state[i] > state[i - 1])
      const first = begins[5 + random.below(begins.length - 10)]
      let last = first
      while (last < N - 1 && state[last + 1] > 0) last++
      const own = noise(N, random, 0.25)
      return drawn({ power: rows(N, (i) => (i >= first && i <= last ? 4 : state[i]) + own[i]) }, [{ first, last }])
    },
  },
  {
    name: 'cleaned every week, with a fault between',
    draw(random) {
      const week = 5 * day
      const n = 10 * week
      const [fault] = stretches(n, random, 1, 40)
      const own = wandering(n, random, 0.8)
      const value = rows(n, (i) => (i % week < 15 ? 90 : 60 + 3 * wave(i, day) + own[i] + (inside([fault], i) ? 9 : 0)))
      return drawn({ temperature: value }, [fault], every(n, 600_000))
    },
  },
  {
    name: 'batches of two recipes, one batch of neither',
    draw(random) {
      const [length, wrong] = [120, 4 + random.below(24)]
      const recipe = Array.from({ length: 34 }, () => random.below(2))
      const own = noise(N, random, 0.3)
      const heightOf = (n: number) => (n === wrong ? 7 : recipe[n] === 1 ? 10 : 5)
      const value = rows(N, (i) => batch(heightOf(Math.floor(i / length)), i % length) + own[i])
      return drawn({ value }, [{ first: wrong * length, last: wrong * length + 104 }])
    },
  },
  {
    name: 'valve that opens and shuts, stuck between',
    draw(random) {
      const faults = stretches(N, random, 2, 25)
      const place = following(switching(N, random, [0, 100], 30, 200), 0.25)
      const own = noise(N, random, 1)
      return drawn({ opening: rows(N, (i) => (inside(faults, i) ? 45 : place[i]) + own[i]) }, faults)
    },
  },
  {
    name: 'healthy: starts that overshoot',
    draw(random) {
      const state = switching(N, random, [0, 5], 60, 140)
      let since = 0
      return drawn(
        {
          current: rows(N, (i) => {
            since = state[i] === 0 ? 0 : since + 1
            return state[i] * overshoot(since) + 0.2 * random.normal()
          }),
        },
        [],
      )
    },
  },
  {
    name: 'healthy: cleaned every week',
    draw(random) {
      const week = 5 * day
      const n = 10 * week
      const own = wandering(n, random, 0.8)
      return drawn(
        { temperature: rows(n, (i) => (i % week < 15 ? 90 : 60 + 3 * wave(i, day) + own[i])) },
        [],
        every(n, 600_000),
      )
    },
  },
  {
    name: 'healthy: batches of two recipes',
    draw(random) {
      const recipe = Array.from({ length: 34 }, () => random.below(2))
      const own = noise(N, random, 0.3)
      return drawn({ value: rows(N, (i) => batch(recipe[Math.floor(i / 120)] === 1 ? 10 : 5, i % 120) + own[i]) }, [])
    },
  },
  {
    name: 'healthy: three speeds',
    draw(random) {
      const speed = following(switching(N, random, [0, 6, 10, 6], 50, 160), 0.5)
      return drawn({ speed: rows(N, (i) => speed[i] + 0.3 * random.normal()) }, [])
    },
  },
]
