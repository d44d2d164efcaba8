import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createClass } from '../../src-main/db/labels/label-classes.ts'
import { createSet } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { explore } from '../../src-main/engine/jobs/explore/index.ts'
import type { Control } from '../../src-main/shared/data/control.ts'
import type { ExploreQuestion } from '../../src-main/shared/data/explore.ts'

const folder = mkdtempSync(join(tmpdir(), 'explore-control-'))
const project = join(folder, 'p.anomaly')
const rows = 400_000
let dataset: ReturnType<typeof getDataset>
let set = 0

/** Noise that is shifted by three sigma from 300,000 to 300,099 and half as strong again for its last quarter; little besides. */
beforeAll(() => {
  const db = openProject(project, { role: 'app', create: true })
  const id = createDataset(db, { name: 'd', sourceFile: 'd.csv', zone: 'UTC', recipe: null })
  const random = seededRandom(8)
  const columns: Record<string, (i: number) => number> = {
    noise: (i) => 50 + 2 * random.normal() + (i >= 300_000 && i < 300_100 ? 6 : 0),
    same: () => 5,
    none: () => NaN,
    three: (i) => (i % 200_000 === 10 ? i : NaN),
    still: (i) => (i < 200_000 ? 5 : 5 + (i % 3)),
  }
  const writer = createDatasetWriter(db, id, Object.keys(columns).map((name) => ({ name, unit: 'bar' }))) // prettier-ignore
  const each = Array.from({ length: rows }, (_, i) => i)
  writer.write(Float64Array.from(each, (i) => i * 1000), Object.values(columns).map((of) => Float64Array.from(each, of))) // prettier-ignore
  writer.finish()
  finishDataset(db, id, null)
  dataset = getDataset(db, id)
  set = createSet(db, { dataset: id, name: 'mine', purpose: '', author: 'me', copyOf: null }).id
  const cls = createClass(db, { name: 'fault', anomalous: true }).id
  createLabels(db, [{ set, class: cls, start: 300_000_000, end: 300_099_000, channels: [], certainty: 1, status: 'accepted', note: '', origin: 'hand' }], 'me') // prettier-ignore
  closeProject(db)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Question = Extract<ExploreQuestion, { kind: 'control' }>
const usual = { kind: 'control', chart: 'i-mr', book: 'limits', spread: 'moving-range', subgroup: 5, allowance: 0.5, decision: 5, most: 10, weight: 0.2, width: 3 } as const // prettier-ignore
const ask = async (
  channel: string,
  more: Partial<Question> = {},
  exact = true,
  range = { start: 0, end: (rows - 1) * 1000 },
) => {
  // prettier-ignore
  const id = dataset.channels.find(({ name }) => name === channel)!.id
  const question: Question = { ...usual, channel: id, normal: { ranges: [], unlabelled: false }, ...more }
  return (await explore({ project, dataset: dataset.id, question, channels: [], labelSet: set, exact, ...range }, quietJob())) as Control // prettier-ignore
}
const from = (start: number, end: number) => ({ normal: { ranges: [{ start, end }], unlabelled: false } })

describe('a control chart', () => {
  test('has its limits from the normal range, finds the shift, and says of how many rows it is made', async () => {
    const { limits, findings, charts, points, rules } = await ask('noise', from(0, 99_999_000))
    expect([limits.values, points, charts.map(({ name }) => name)]).toEqual([100_000, rows, ['value', 'moving range']])
    expect([limits.centre, limits.sigma].map((v) => Math.round(v * 20) / 20)).toEqual([50, 2])
    expect(charts[0].upper).toBeCloseTo(limits.centre + 3 * limits.sigma, 9)
    const within = findings.filter(({ start }) => start >= 299_999_000 && start <= 300_100_000)
    expect(within.length).toBeGreaterThan(10)
    expect(rules[0].text).toBe('one point beyond three sigma')
    // Of noise 0.27 % lie beyond three sigma.
    expect(Math.abs(rules[0].points / rows - 0.0027)).toBeLessThan(0.0005)
  })

  test('is drawn from a sample first, and both agree on the limits', async () => {
    const [first, all] = [await ask('noise', {}, false), await ask('noise')]
    expect(first.from).toEqual({ rows: 131_072, of: rows })
    expect(first.limits.from).toEqual({ rows: 131_072, of: rows })
    expect(Math.abs(first.charts[0].upper / all.charts[0].upper - 1)).toBeLessThan(0.005)
    expect(all.charts[0].lines[0].values.length).toBeLessThanOrEqual(2000)
  })

  test.each(['xbar-s', 'cusum', 'ewma'] as const)('finds the shift as %s', async (chart) => {
    const found = await ask('noise', { chart, ...from(0, 199_999_000) })
    const strongest = found.findings.reduce((a, b) => (b.far > a.far ? b : a))
    expect(strongest.start).toBeGreaterThan(299_900_000)
    expect(strongest.start).toBeLessThan(300_100_000)
  })

  test('leaves out what is labelled where all else is called normal', async () => {
    const view = { start: 299_000_000, end: 301_000_000 }
    const wide = (await ask('noise', { spread: 'deviation', ...from(view.start, view.end) }, true, view)).limits
    const labelled = (await ask('noise', { spread: 'deviation', normal: { ranges: [view], unlabelled: true } }, true, view)).limits // prettier-ignore
    expect([wide.values, labelled.values]).toEqual([2001, 1901])
    expect(labelled.sigma).toBeLessThan(wide.sigma)
  })

  test.each<[string, string, Partial<Question>]>([
    ['same', 'same has one value only in the normal range', {}],
    ['still', 'still has one value only in the normal range', { ...from(0, 100_000_000) }],
    ['none', 'none has no value here, and a chart of it needs at least 1 value', {}],
    ['three', 'The normal range holds one value of three, and limits need at least two', { ...from(0, 20_000) }],
    ['three', 'three has 2 values here, and a chart of it needs at least 5 values', { chart: 'xbar-s' }],
    ['noise', 'The normal range holds 1 subgroup of 5 values of noise', { chart: 'xbar-s', ...from(0, 8000) }],
    ['noise', 'The range that is called normal holds no row of this dataset', { ...from(-2e12, -1e12) }],
  ])('of %s is refused in a sentence: %s', async (channel, sentence, more) => {
    await expect(ask(channel, more)).rejects.toThrow(sentence)
  })

  test('says that limits of few values are rough, and that neighbours are alike', async () => {
    expect((await ask('noise', from(0, 9000))).notes[0]).toBe('The limits come from 10 points only: of fewer than twenty they are rough.') // prettier-ignore
    expect((await ask('noise')).notes.some((note) => note.includes('Neighbouring values are alike'))).toBe(false)
  })
})
