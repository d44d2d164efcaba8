import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { driftBoard, type DriftInput } from '../../../src-main/analysis/drift/board.ts'
import { seededRandom } from '../../../src-main/analysis/math/random.ts'
import { plant, type Change } from './plant.ts'

const folder = resolve(import.meta.dirname, '../../../../shared/data')
const isHere = existsSync(resolve(folder, 'skab')) && existsSync(resolve(folder, 'nab'))
if (!isHere) console.info('Replays of SKAB and NAB are skipped: their files are not on this machine.')

/** A table of times and numbers. */
function table(path: string, delimiter: string): { names: string[]; times: Float64Array; values: Float64Array[] } {
  const [head, ...lines] = readFileSync(resolve(folder, path), 'utf8').trim().split('\n')
  const [, ...names] = head.trim().split(delimiter)
  const rows = lines.map((line) => line.trim().split(delimiter))
  return {
    names,
    times: Float64Array.from(rows, ([time]) => Date.parse(`${time.replace(' ', 'T')}Z`)),
    values: names.map((_, c) => Float64Array.from(rows, (row) => Number(row[c + 1]))),
  }
}

const input = (names: string[], training: DriftInput['training'], recent: DriftInput['recent']): DriftInput => ({
  channels: names.map((name) => ({ name, unit: null })),
  training,
  recent,
  scores: null,
  zone: 'UTC',
  offset: () => 0,
})

type Planted = (values: Float64Array[]) => void
const spread = (v: Float64Array) => {
  const mean = v.reduce((a, b) => a + b, 0) / v.length
  return Math.sqrt(v.reduce((a, b) => a + (b - mean) ** 2, 0) / v.length)
}
const ramp =
  (c: number): Planted =>
  (values) => {
    const size = 3 * spread(values[c])
    values[c] = values[c].map((v, i) => v + (size * i) / values[c].length)
  }
const swap =
  (c: number): Planted =>
  (values) => {
    const size = 4 * spread(values[c])
    values[c] = values[c].map((v, i) => (i > values[c].length / 4 ? v + size : v))
  }
const stuck =
  (c: number): Planted =>
  (values) =>
    void values[c].fill(values[c][0])
const asIs: Planted = () => undefined

/** Four days of a file of NAB after ten to learn from. */
function nab(name: string, change: Planted): DriftInput {
  const { names, times, values } = table(`nab/artificialNoAnomaly/${name}.csv`, ',')
  const cut = Math.round((times.length * 10) / 14)
  const recent = values.map((v) => v.slice(cut))
  change(recent)
  return input(
    names,
    { times: times.slice(0, cut), values: values.map((v) => v.slice(0, cut)) },
    { times: times.slice(cut), values: recent },
  )
}

/** The normal hours of SKAB, drawn again in blocks of five minutes, so that nothing has changed but what is planted. */
function skab(seed: number, change: Planted): DriftInput {
  const { names, times, values } = table('skab/anomaly-free/anomaly-free.csv', ';')
  const random = seededRandom(seed)
  const block = 300
  const drawn = (rows: number) => {
    const order = Array.from({ length: rows / block }, () => random.below(times.length - block))
    return values.map((v) =>
      Float64Array.from({ length: rows }, (_, i) => v[order[Math.floor(i / block)] + (i % block)]),
    )
  }
  const at = (from: number, rows: number) => Float64Array.from({ length: rows }, (_, i) => times[0] + 1000 * (from + i))
  const recent = drawn(6000)
  change(recent)
  return input(names, { times: at(0, 15_000), values: drawn(15_000) }, { times: at(15_000, 6000), values: recent })
}

const right: Record<Exclude<Change, 'none'>, string> = {
  'slow drift': 'retrain',
  'sensor swap': 'look at the sensor',
  'new mode': 'retrain',
}

describe('advice on replayed data', () => {
  test.skipIf(!isHere)(
    'is right in 18 of 20 cases at least',
    async () => {
      const generated = (['slow drift', 'sensor swap', 'new mode'] as const).flatMap((change) =>
        [31, 32, 33].map((seed) => ({ name: `${change} ${seed}`, given: plant(seed, change), advice: right[change] })),
      )
      const cases = [
        ...generated,
        { name: 'SKAB as it is', given: skab(1, asIs), advice: 'go on' },
        { name: 'SKAB, a sensor swapped', given: skab(2, swap(3)), advice: 'look at the sensor' },
        { name: 'SKAB, slowly', given: skab(3, ramp(5)), advice: 'retrain' },
        ...['daily_no_noise', 'daily_perfect_square_wave', 'daily_small_noise', 'flatline', 'noisy'].map((name) => ({
          name: `NAB ${name}`,
          given: nab(`art_${name}`, asIs),
          advice: 'go on',
        })),
        { name: 'NAB daily, slowly', given: nab('art_daily_small_noise', ramp(0)), advice: 'retrain' },
        { name: 'NAB noisy, slowly', given: nab('art_noisy', ramp(0)), advice: 'retrain' },
        { name: 'NAB stuck', given: nab('art_daily_small_noise', stuck(0)), advice: 'look at the sensor' },
      ]
      expect(cases).toHaveLength(20)
      const wrong: string[] = []
      for (const { name, given, advice } of cases) {
        const found = await driftBoard(given)
        if (found.advice !== advice)
          wrong.push(
            `${name}: ${found.advice} and not ${advice}: ${found.channels.map((c) => `${c.name} ${c.drifted} ${c.course}`).join(', ')} ${found.reasons.join(' ')}`,
          )
      }
      expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(2)
      if (wrong.length > 0) console.info(wrong.join('\n'))
    },
    300_000,
  )
})
