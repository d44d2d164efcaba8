import { day, drawn, following, inside, noise, rows, stretches, switching, wandering, wave, type Kind } from './draw.ts'

const N = 3000

/** Several channels each. */
export const severalChannels: Kind[] = [
  {
    name: 'correlation break',
    draw(random) {
      const faults = stretches(N, random, 1, 80)
      const [common, other] = [wandering(N, random), wandering(N, random)]
      const of = (scale: number, breaks: boolean) => {
        const own = noise(N, random, 0.2)
        return rows(N, (i) => scale * (breaks && inside(faults, i) ? other[i] : common[i]) + own[i])
      }
      return drawn({ a: of(1, false), b: of(2, true), c: of(-1, false) }, faults)
    },
  },
  {
    name: 'bursts missing',
    draw(random) {
      const faults = stretches(N, random, 2, 60)
      const holes = stretches(N, random, 12, 15)
      const common = wandering(N, random)
      const of = (fault: number) => {
        const own = noise(N, random, 0.4)
        return rows(N, (i) =>
          inside(holes, i) && !inside(faults, i) ? NaN : common[i] + own[i] + (inside(faults, i) ? fault : 0),
        )
      }
      return drawn({ a: of(3), b: of(-2) }, faults)
    },
  },
  {
    name: 'many channels',
    draw(random) {
      const faults = stretches(N, random, 2, 50)
      const common = Array.from({ length: 5 }, () => wandering(N, random))
      const channel = (c: number) => {
        const own = noise(N, random, 0.5)
        return rows(N, (i) => common[c % 5][i] + own[i] + (c < 4 && inside(faults, i) ? 3 : 0))
      }
      return drawn(Object.fromEntries(Array.from({ length: 30 }, (_, c) => [`x${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'one telemetry channel and many commands',
    draw(random) {
      const faults = stretches(N, random, 1, 60)
      const own = noise(N, random, 0.1)
      // Each is given for a row or three, some often and some hardly ever.
      const pulse = () => {
        const [share, length] = [0.002 + 0.02 * random.next(), 1 + random.below(3)]
        let left = 0
        return rows(N, () => {
          if (left === 0 && random.next() < share) left = length
          return left > 0 ? (left--, 1) : 0
        })
      }
      const value = rows(N, (i) => wave(i, 97) + own[i] + (inside(faults, i) ? 1.5 : 0))
      return drawn(
        {
          telemetry: value,
          ...Object.fromEntries(Array.from({ length: 24 }, (_, c) => [`command ${c + 1}`, pulse()])),
        },
        faults,
      )
    },
  },
  {
    name: '38 channels of a server',
    draw(random) {
      const faults = stretches(N, random, 4, 40)
      const load = rows(N, (i) => wave(i, day))
      const channel = (c: number) => {
        const [own, gain] = [wandering(N, random, 0.7), 0.3 + random.next()]
        const hit = c % 6 === 0
        return rows(N, (i) => Math.max(0, 2 + gain * load[i] + 0.4 * own[i] + (hit && inside(faults, i) ? 4 : 0)))
      }
      return drawn(Object.fromEntries(Array.from({ length: 38 }, (_, c) => [`m${c + 1}`, channel(c)])), faults)
    },
  },
  {
    name: 'two operating points with slow transients',
    draw(random) {
      const set = switching(N, random, [40, 70], 150, 400)
      const [speed, slow] = [following(set, 0.05), following(set, 0.01)]
      const [fault] = stretches(N, random, 1, 80)
      const own = [noise(N, random, 0.5), noise(N, random, 0.5), noise(N, random, 0.5)]
      return drawn(
        {
          speed: rows(N, (i) => speed[i] + own[0][i]),
          pressure: rows(N, (i) => 0.1 * speed[i] ** 1.5 + own[1][i]),
          temperature: rows(N, (i) => slow[i] + (inside([fault], i) ? 6 : 0) + own[2][i]),
        },
        [fault],
      )
    },
  },
  {
    name: 'valve that sticks',
    draw(random) {
      const set = following(switching(N, random, [20, 60, 45, 80, 30], 30, 90), 0.2)
      const [fault] = stretches(N, random, 1, 120)
      const place = set.map((v, i) => (inside([fault], i) ? set[fault.first] : v))
      const [a, b] = [noise(N, random, 0.4), noise(N, random, 1)]
      return drawn({ set, position: rows(N, (i) => place[i] + a[i]), flow: rows(N, (i) => 1.5 * place[i] + b[i]) }, [
        fault,
      ])
    },
  },
  {
    name: 'two sensors swapped',
    draw(random) {
      const faults = stretches(N, random, 1, 100)
      const common = wandering(N, random, 0.98)
      const [a, b, c] = [noise(N, random, 0.3), noise(N, random, 0.3), noise(N, random, 0.3)]
      const [inlet, outlet] = [rows(N, (i) => 20 + common[i] + a[i]), rows(N, (i) => 23 + 1.5 * common[i] + b[i])]
      const pick = (usual: Float64Array, other: Float64Array) => usual.map((v, i) => (inside(faults, i) ? other[i] : v))
      return drawn(
        { inlet: pick(inlet, outlet), outlet: pick(outlet, inlet), flow: rows(N, (i) => 5 + 0.5 * common[i] + c[i]) },
        faults,
      )
    },
  },
  {
    name: 'engines end to end',
    draw(random) {
      // Each runs 150 to 250 cycles from its own level on, and wears; one of them shakes for 25 cycles.
      const [values, cycle, unit]: [number[][], number[], number[]] = [[[], [], []], [], []]
      for (let engine = 0; engine < 15; engine++) {
        const own = [random.normal(), random.normal(), random.normal()]
        const length = 150 + random.below(100)
        for (let t = 0; t < length; t++) {
          own.forEach((level, c) => values[c].push(level + 2 * (t / length) ** 3 * (c - 0.5) + 0.3 * random.normal()))
          cycle.push(t + 1)
          unit.push(engine + 1)
        }
      }
      const n = cycle.length
      const begins = cycle.flatMap((t, i) => (t === 1 ? [i] : []))
      const first = begins[3 + random.below(9)] + 60
      for (let i = first; i < first + 25; i++) values[1][i] += 2.5 * wave(i, 5)
      const named = Object.fromEntries(values.map((v, c) => [`sensor ${c + 1}`, Float64Array.from(v)]))
      return drawn({ unit: Float64Array.from(unit), cycle: Float64Array.from(cycle), ...named }, [
        { first, last: Math.min(n - 1, first + 24) },
      ])
    },
  },
  {
    name: 'nothing wrong, several channels',
    draw(random) {
      const common = wandering(N, random)
      const of = () => {
        const own = noise(N, random, 0.5)
        return rows(N, (i) => common[i] + own[i])
      }
      return drawn({ a: of(), b: of(), c: of(), d: of() }, [])
    },
  },
]
