import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quietJob } from '../../src-main/analysis/job.ts'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { answerJson } from '../../src-main/cli/explore/run.ts'
import { createDataset, finishDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createClass } from '../../src-main/db/labels/label-classes.ts'
import { createSet } from '../../src-main/db/labels/label-sets.ts'
import { createLabels } from '../../src-main/db/labels/labels.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { explore } from '../../src-main/engine/jobs/explore/index.ts'
import { exploreWords } from '../../src-main/shared/command-words.ts'
import type { ExploreKind, ExploreQuestion } from '../../src-main/shared/data/explore.ts'
import { exploreKinds, firstOf, namesOf, questionOf, settingsOf } from '../../src-main/shared/data/explore-settings.ts'
import { tablesOf } from '../../src-main/shared/data/explore-tables.ts'
import { runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'cli-explore-'))
const project = join(folder, 'plant.anomaly')
const start = Date.UTC(2026, 2, 1)
const hour = 3_600_000
type Dataset = ReturnType<typeof getDataset>
let [pump, sister]: Dataset[] = []
let set = 0

beforeAll(() => {
  const db = openProject(project, { role: 'app', create: true })
  const random = seededRandom(2)
  const make = (name: string, shift: number) => {
    const id = createDataset(db, { name, sourceFile: `${name}.csv`, zone: 'UTC', recipe: null })
    const names = ['pressure, oil', 'flow', 'state'].map((one) => ({ name: one, unit: null }))
    const writer = createDatasetWriter(db, id, names)
    const times = Float64Array.from({ length: 4000 }, (_, i) => start + i * 60_000)
    const wave = (i: number) => shift + 3 * Math.sin((2 * Math.PI * i) / 720) + random.normal() / 5
    writer.write(times, [times.map((_, i) => wave(i)), times.map((_, i) => 2 * wave(i - 9)), times.map((_, i) => (i % 500 < 250 ? 1 : 0))]) // prettier-ignore
    writer.finish()
    finishDataset(db, id, null)
    return getDataset(db, id)
  }
  ;[pump, sister] = [make('pump', 10), make('sister pump', 11)]
  set = createSet(db, { dataset: pump.id, name: 'mine', purpose: '', author: 'me', copyOf: null }).id
  const cls = createClass(db, { name: 'fault', anomalous: true }).id
  const label = (at: number) => ({ set, class: cls, start: start + at * hour, end: start + (at + 2) * hour, channels: [], certainty: 1, status: 'accepted' as const, note: '', origin: 'hand' as const }) // prettier-ignore
  createLabels(db, [label(5), label(20)], 'me')
  closeProject(db)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** As the page asks them, with settings that are not the usual ones. */
function questions(): { [K in ExploreKind]: Extract<ExploreQuestion, { kind: K }> } {
  const [x, y, state] = pump.channels.map(({ id }) => id)
  const range = { start: start + hour, end: start + 9 * hour }
  const cut = { channel: state, edge: 'above', level: 0.5, formula: null, leastMs: 60_000 } as const
  return {
    distributions: { kind: 'distributions', log: true, selected: range },
    together: { kind: 'together', method: 'spearman' },
    scatter: { kind: 'scatter', x: y, y: x, colour: state },
    within: { kind: 'within', x, y, box: { x: [9, 11], y: [-100, 100.5] } },
    'scatter-matrix': { kind: 'scatter-matrix' },
    rhythm: { kind: 'rhythm', channel: y, period: 12 * hour, method: 'classical' },
    overlay: { kind: 'overlay', channel: y, by: 'condition', offset: 0, anchor: 'end', stretched: true, run: null, cut: { ...cut, formula: 'flow > 20 and state == 1' }, before: hour, after: 0 }, // prettier-ignore
    cycles: { kind: 'cycles', cut, shape: y, groups: 2 },
    statistics: { kind: 'statistics', limit: 9.5 },
    compare: { kind: 'compare', with: { dataset: sister.id, ...range }, shift: hour },
    control: { kind: 'control', channel: y, chart: 'ewma', book: 'nelson', spread: 'deviation', subgroup: 4, allowance: 0.25, decision: 4, most: 0, weight: 0.1, width: 2.7, normal: { ranges: [range, { start: range.end + hour, end: range.end + 2 * hour }], unlabelled: true } }, // prettier-ignore
  }
}
const shown = () => pump.channels.slice(0, 2)
const range = { start: start + 2 * hour, end: start + 60 * hour }
const words = (question: ExploreQuestion) => {
  const settings = settingsOf(question, firstOf(pump, shown()), namesOf([pump, sister], pump))
  const command = exploreWords({ project, dataset: 'pump', pane: question.kind, settings, channels: shown().map(({ name }) => name), range, labels: 'mine' }) // prettier-ignore
  return 'words' in command ? command.words.slice(1) : []
}
const asked = (question: ExploreQuestion) =>
  explore({ project, dataset: pump.id, question, channels: shown().map(({ id }) => id), labelSet: set, exact: true, ...range }, quietJob()) // prettier-ignore

describe('what a pane of Explore shows', () => {
  test.each(exploreKinds)('%s: the command that is copied answers as the pane does', async (kind) => {
    const question = questions()[kind]
    const answer = await asked(question)
    const { stdout, stderr, code } = await runCli([...words(question), '--json'])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(answerJson(answer, pump, kind))))
  })

  test.each(exploreKinds)('%s: its settings are read as they are written', (kind) => {
    const [first, names] = [firstOf(pump, shown()), namesOf([pump, sister], pump)]
    const question = questions()[kind]
    expect(questionOf(kind, settingsOf(question, first, names), first, names)).toEqual(question)
    expect(settingsOf(questionOf(kind, [], first, names), first, names)).toEqual([])
  })

  test('what cannot be asked is said with what can be', async () => {
    const said = async (...args: string[]) => (await runCli(['explore', project, '--dataset', 'pump', ...args])).stderr
    expect(await said('--pane', 'nothing')).toContain('There is no pane "nothing". There are: distributions, together')
    expect(await said('--pane', 'rhythm', '--set', 'periode=4')).toContain(
      'write key=value with one of channel, period, method',
    )
    expect(await said('--pane', 'rhythm', '--set', 'channel=steam')).toContain('There is no channel "steam". There are: pressure, oil, flow, state.') // prettier-ignore
    expect(await said('--pane', 'rhythm', '--set', 'method=mean')).toContain('The value of "method" cannot be taken')
    expect(await said('--pane', 'overlay', '--table', 'more')).toContain(
      'overlay has no table "more" here. It has: curves.',
    )
    expect(await said('--pane', 'statistics', '--from', '2100-01-01')).toContain('There is no row in this stretch: "pump" goes from ') // prettier-ignore
    expect(await said('--pane', 'rhythm', '--set', 'period=1e15', '--table', 'decomposition')).toContain('Two complete periods are needed') // prettier-ignore
    expect((await runCli(['explore', project, '--pane', 'rhythm'])).stderr).toContain('Say with --dataset which one: pump, sister pump.') // prettier-ignore
  })

  test('the table is that of the button CSV; another one is asked for by name', async () => {
    const question = questions().control
    const tables = tablesOf(await asked(question), question, pump)
    expect((await runCli(words(question))).stdout).toBe(tables.chart!())
    expect((await runCli([...words(question), '--table', 'findings'])).stdout).toBe(tables.findings!())
  })
})
