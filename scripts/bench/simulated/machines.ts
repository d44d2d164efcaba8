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

/** Several channels each; thought of after the rules of the first answer were chosen. */
export const machines: Kind[] = [
  {
    name: 'pump that runs in turns, its filter clogged',
    draw(random) {
      const [fault] = stretches(N, random, 1, 150)
      const runs = following(switching(N, random, [1, 0], 40, 110), 0.4)
      const [a, b, c] = [noise(N, random, 0.3), noise(N, random, 0.05), noise(N, random, 0.2)]
      const clogged = (i: number) => (inside([fault], i) ? 0.75 : 1)
      return drawn(
        {
          flow: rows(N, (i) => 20 * runs[i] * clogged(i) + a[i]),
          pressure: rows(N, (i) => 1 + (3 * runs[i]) / clogged(i) + b[i]),
          current: rows(N, (i) => 0.5 + 8 * runs[i] + c[i]),
        },
        [fault],
      )
    },
  },
  {
    name: 'heat exchanger that follows late, one sensor off',
    draw(random) {
      const [fault] = stretches(N, random, 1, 100)
      const inlet = wandering(N, random, 0.97)
      const outlet = following(inlet, 0.1)
      const [a, b, c] = [noise(N, random, 0.15), noise(N, random, 0.15), wandering(N, random, 0.9)]
      return drawn(
        {
          inlet: rows(N, (i) => 60 + 4 * inlet[i] + a[i]),
          outlet: rows(N, (i) => 40 + 3 * outlet[i] + b[i] + (inside([fault], i) ? 2.5 : 0)),
          flow: rows(N, (i) => 12 + 0.5 * c[i]),
        },
        [fault],
      )
    },
  },
  {
    name: 'building by day and night, a damper stuck',
    draw(random) {
      const [fault] = stretches(N, random, 1, 120)
      const outside = wandering(N, random, 0.99)
      const works = (i: number) => Number(i % day > 42 && i % day < 110 && Math.floor(i / day) % 7 < 5)
      const own = Array.from({ length: 4 }, () => noise(N, random, 0.3))
      const warm = rows(N, (i) => 8 + 4 * wave(i, day, 4) + 2 * outside[i])
      return drawn(
        {
          outside: rows(N, (i) => warm[i] + own[0][i]),
          room: following(
            rows(N, (i) => 17 + 4 * works(i)),
            0.08,
          ).map((v, i) => v + own[1][i] / 2),
          fan: rows(N, (i) => 15 + 50 * works(i) + own[2][i]),
          damper: rows(N, (i) => (inside([fault], i) ? 80 : 20 + 40 * works(i) + warm[i]) + own[3][i]),
        },
        [fault],
        every(N, 600_000),
      )
    },
  },
  {
    name: 'server with heavy tails, its memory leaks',
    draw(random) {
      const [fault] = stretches(N, random, 1, 300)
      const load = rows(N, (i) => Math.exp(0.4 * wave(i, day) + 0.3 * random.normal()))
      const tail = () => rows(N, (i) => load[i] * Math.exp(0.6 * random.normal()))
      const memory = wandering(N, random, 0.95)
      const leak = (i: number) => (inside([fault], i) ? (6 * (i - fault.first)) / 300 : 0)
      return drawn(
        { cpu: tail(), disk: tail(), network: tail(), memory: rows(N, (i) => 40 + 0.8 * memory[i] + leak(i)) },
        [{ first: fault.first + 100, last: fault.last }],
      )
    },
  },
  {
    name: 'three axes of vibration, a bearing shakes',
    draw(random) {
      const [fault] = stretches(N, random, 1, 120)
      const axis = (gain: number) => {
        const own = wandering(N, random, 0.3)
        return rows(N, (i) => own[i] * (inside([fault], i) ? gain : 1) + 0.5 * wave(i, 12))
      }
      return drawn({ x: axis(1.2), y: axis(2.2), z: axis(1.6) }, [fault], every(N, 50))
    },
  },
  {
    name: 'reactor with delays, one step',
    draw(random) {
      const faults = stretches(N, random, 2, 60)
      const feed = wandering(N, random, 0.95)
      const parts = [0.3, 0.15, 0.08, 0.05].map((share) => following(feed, share))
      const channel = (c: number) => {
        const own = noise(N, random, 0.2)
        return rows(N, (i) => (c + 1) * parts[c % 4][i] + own[i] + (c === 2 && inside(faults, i) ? 2.5 : 0))
      }
      return drawn(Object.fromEntries(Array.from({ length: 8 }, (_, c) => [`t${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'tank with a pump by level, a level faked',
    draw(random) {
      const [fault] = stretches(N, random, 1, 70)
      let [level, pumps] = [3, 1]
      const demand = rows(N, (i) => 0.05 + 0.03 * wave(i, day) + 0.005 * random.normal())
      const [a, b] = [noise(N, random, 0.02), noise(N, random, 0.02)]
      const [shown, state]: [number[], number[]] = [[], []]
      for (let i = 0; i < N; i++) {
        const seen = inside([fault], i) ? 4.5 : level
        pumps = seen < 2 ? 1 : seen > 4 ? 0 : pumps
        level = Math.max(0, level + 0.11 * pumps - demand[i])
        shown.push(seen + a[i])
        state.push(pumps)
      }
      return drawn(
        {
          level: Float64Array.from(shown),
          pump: Float64Array.from(state),
          flow: rows(N, (i) => state[i] + b[i]),
          demand,
        },
        [{ first: fault.first, last: fault.last + 10 }],
      )
    },
  },
  {
    name: 'spikes of a row in one of ten channels',
    draw(random) {
      const faults = stretches(N, random, 3, 1)
      const common = wandering(N, random, 0.9)
      const channel = (c: number) => {
        const own = noise(N, random, 0.5)
        return rows(N, (i) => common[i] + own[i] + (c === 4 && inside(faults, i) ? 6 : 0))
      }
      return drawn(Object.fromEntries(Array.from({ length: 10 }, (_, c) => [`s${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'activities in turn, one never seen',
    draw(random) {
      const [fault] = stretches(N, random, 1, 100)
      const activity = switching(N, random, [0, 1, 2], 80, 200)
      const axis = (c: number) => {
        const own = noise(N, random, 0.2)
        const of = (kind: number, i: number) =>
          kind === 3 ? 1.6 * wave(i, 7 + c) : kind === 2 ? wave(i, 12, c) : kind === 1 ? 0.6 * wave(i, 25, c) : 0.1 * c
        return rows(N, (i) => of(inside([fault], i) ? 3 : activity[i], i) + own[i])
      }
      return drawn({ x: axis(0), y: axis(1), z: axis(2) }, [fault], every(N, 50))
    },
  },
  {
    name: 'turbine by wind, power curtailed',
    draw(random) {
      const [fault] = stretches(N, random, 1, 100)
      const gusts = wandering(N, random, 0.97)
      const wind = rows(N, (i) => Math.max(0, 8 + 3 * gusts[i]))
      const power = (v: number) => (v < 3 ? 0 : Math.min(2000, 3.2 * (v - 3) ** 3))
      const [a, b, c] = [noise(N, random, 0.4), noise(N, random, 25), noise(N, random, 0.5)]
      const made = wind.map((v, i) => Math.min(power(v), inside([fault], i) ? 150 : 2000))
      const oil = following(made, 0.02)
      return drawn(
        {
          wind: rows(N, (i) => wind[i] + a[i]),
          power: rows(N, (i) => made[i] + b[i]),
          oil: rows(N, (i) => 40 + oil[i] / 80 + c[i]),
        },
        [fault],
        every(N, 600_000),
      )
    },
  },
  {
    name: 'sensors in a row that freeze one after the other',
    draw(random) {
      const faults = stretches(N, random, 2, 80)
      const common = wandering(N, random, 0.96)
      const channel = (c: number) => {
        const own = noise(N, random, 0.3)
        const value = rows(N, (i) => common[i] * (1 + 0.2 * c) + own[i])
        const hit = faults.filter((_, f) => f === c % 3)
        return value.map((v, i) => (inside(hit, i) ? value[hit[0].first] : v))
      }
      return drawn(Object.fromEntries(Array.from({ length: 6 }, (_, c) => [`p${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'batches of a mixer, one of them hot',
    draw(random) {
      const [length, wrong] = [160, 4 + random.below(16)]
      const of = (t: number, shape: number[]) =>
        shape[Math.min(shape.length - 1, Math.floor((t / length) * shape.length))]
      const set = rows(N, (i) => of(i % length, [20, 60, 60, 80, 80, 40, 20]))
      const warm = following(set, 0.15)
      const isWrong = (i: number) => Math.floor(i / length) === wrong && i % length > 40 && i % length < 110
      const own = Array.from({ length: 3 }, () => noise(N, random, 0.6))
      return drawn(
        {
          temperature: rows(N, (i) => warm[i] + own[0][i] + (isWrong(i) ? 7 : 0)),
          speed: rows(N, (i) => of(i % length, [0, 50, 120, 120, 120, 50, 0]) + own[1][i]),
          torque: rows(N, (i) => of(i % length, [0, 20, 35, 30, 28, 10, 0]) + own[2][i]),
        },
        [{ first: wrong * length + 41, last: wrong * length + 109 }],
      )
    },
  },
]
