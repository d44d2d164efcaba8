import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { readLanes } from '../../src-main/db/series/view.ts'
import { stateBands } from '../../src-renderer/charts/states.ts'
import { nearest } from '../../src-renderer/charts/time-scale.ts'
import { addDataset, testProject } from './project.ts'

let project: ReturnType<typeof testProject>
beforeAll(() => void (project = testProject()))
afterAll(() => project.remove())

const mixed = 5

/** States that last for `mean` samples, one in twenty missing, at times that are now and then far apart. */
function statesOf(n: number, mean: number, random: ReturnType<typeof seededRandom>) {
  const [times, values] = [new Float64Array(n), new Float64Array(n)]
  let [state, time] = [0, 0]
  for (let i = 0; i < n; i++) {
    time += random.next() < 0.001 ? 50_000 : 1000
    if (random.next() < 1 / mean) state = Math.floor(random.next() * mixed)
    times[i] = time
    values[i] = random.next() < 0.05 ? NaN : state
  }
  return { times, values }
}

test('however far away one looks, no sample is drawn as a state that it is not', () => {
  const random = seededRandom(11)
  fc.assert(
    fc.property(
      fc.integer({ min: 100, max: 60_000 }),
      fc.constantFrom(2, 30, 500, 8000),
      fc.integer({ min: 2, max: 900 }),
      (n, mean, width) => {
        const { times, values } = statesOf(n, mean, random)
        const dataset = addDataset(project.db, times, [values], { batch: 100_000 })
        const { id, start, end, channels } = dataset
        const [lane] = readLanes(project.db, { dataset: id, series: [channels[0].series], start, end, width })
        const pixel = (end - start) / width
        const { list } = stateBands(lane, mixed, pixel, dataset.stepMs)
        const missing = times.filter((_, i) => Number.isNaN(values[i]))
        const isBesideMissing = (i: number) => Math.abs(nearest(missing, times[i]) - times[i]) < 2 * pixel
        let band = 0
        for (let i = 0; i < n; i++) {
          if (Number.isNaN(values[i])) continue
          while (band < list.length && list[band].end <= times[i]) band++
          const here = list[band]
          if (!here || here.start > times[i]) {
            // A pixel in which the last samples are missing ends where one is known.
            if (isBesideMissing(i)) continue
            throw new Error(`nothing is drawn at ${times[i]}`)
          }
          if (here.look !== mixed && here.look !== values[i])
            throw new Error(`${values[i]} at ${times[i]} is drawn as ${here.look}`)
        }
        // Mixed is at most a few pixels for each change.
        const unsure = list.reduce((sum, { look, start, end }) => sum + (look === mixed ? end - start : 0), 0)
        const present = values.filter((v) => !Number.isNaN(v))
        const turns = present.filter((v, i) => i > 0 && v !== present[i - 1]).length
        expect(unsure).toBeLessThanOrEqual(4 * turns * pixel + 1)
      },
    ),
    { numRuns: 80 },
  )
})
