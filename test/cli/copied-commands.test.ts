import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, quietApp } from '../../src-main/cli/quiet-app.ts'
import type { CleaningStep } from '../../src-main/shared/data/cleaning.ts'
import { parseStep } from '../../src-main/shared/data/cleaning-text.ts'
import * as commands from '../../src-main/shared/command-words.ts'
import type { Run } from '../../src-main/shared/project.ts'
import { runCli } from './run-cli.ts'
import { machine, start } from './watch/machine.ts'

let plant: Awaited<ReturnType<typeof machine>>
let run: Run
beforeAll(async () => {
  plant = await machine()
  const app = await quietApp()
  await ask(app, 'project.open', { file: app.admit(plant.project).token })
  const [dataset] = await ask(app, 'datasets.list', {})
  ;[run] = await ask(app, 'runs.list', { dataset: dataset.id })
  await app.close()
})
afterAll(() => plant.remove())

/** Runs a command as it is copied; what it writes goes to the folder of the plant. */
async function ran(command: commands.CommandWords, ...more: string[]) {
  if ('problem' in command) throw new Error(command.problem)
  const [program, ...words] = command.words
  expect(program).toBe('anomaly-studio')
  const out = words.indexOf('--out')
  if (out >= 0) words[out + 1] = join(plant.folder, words[out + 1])
  const { stdout, stderr, code } = await runCli([...words, ...more], plant.environment)
  if (code !== 0) throw new Error(stderr)
  return stdout
}
const json = async (command: commands.CommandWords) => JSON.parse(await ran(command, '--json'))
const ofRun = (): commands.OfRun => ({ project: plant.project, dataset: null, run: run.id })

const asked = (): commands.TrainAsked => ({
  file: plant.history,
  detector: 'mahalanobis',
  params: run.model.params,
  leftOut: ['counter'],
  cleaning: [],
  steps: [],
  decompose: null,
  ranges: [],
  start,
  excludesLabels: false,
  threshold: { rule: 'mean-sigma', params: { k: 8 } },
  joinMs: 0,
  holdOut: { kind: 'nothing' },
  seed: 1,
  startsFrom: false,
  learns: 'normal',
})

test('train: the command finds the threshold and the detections of the app', async () => {
  const found = await json(commands.trainWords(asked()))
  expect(found.threshold.value).toBeCloseTo(run.thresholdValue!, 9)
  expect(found.detections).toHaveLength(run.detections)
  expect(readFileSync(join(plant.folder, 'scores.csv'), 'utf8').trim().split('\n')).toHaveLength(plant.rows + 1)
})

test('train: a part, steps, and rows held back become options; what has none is said', async () => {
  const cleaning: CleaningStep[] = [parseStep('smooth window=3'), { ...parseStep('sort'), on: false }]
  const words = (more: Partial<commands.TrainAsked>) => commands.trainWords({ ...asked(), ...more })
  const until = start + 1000 * 60_000
  expect(words({ ranges: [{ start, end: until }], cleaning })).toMatchObject({
    words: expect.arrayContaining([plant.history, '--train-until', new Date(until).toISOString(), 'smooth window=3']),
  })
  const held = words({ holdOut: { kind: 'last', share: 0.25, purge: 5 }, joinMs: 60_000 })
  expect(held).toMatchObject({ words: expect.arrayContaining(['--hold-out', '0.25', '--purge', '5', '--join', '60']) })
  expect(words({ ranges: [{ start: start + 1, end: until }] })).toHaveProperty('problem')
  expect(words({ excludesLabels: true })).toHaveProperty('problem')
  expect(words({ startsFrom: true })).toHaveProperty('problem')
  expect(words({ learns: 'labels' })).toHaveProperty('problem')
})

test('describe, drift, calibrate and report answer for the project as the app does', async () => {
  const { rows, channels } = await json(commands.describeWords({ project: plant.project, dataset: 'machine' }))
  expect([rows, channels.length]).toEqual([plant.rows, 3])
  const calibrated = await json(commands.calibrateWords(ofRun(), [{ start, end: start + 1440 * 60_000 }]))
  expect(calibrated.normal.from).toBe(new Date(start).toISOString())
  const back = await json(commands.calibrateWords(ofRun(), []))
  expect(back.after.threshold).toBeCloseTo(run.thresholdValue!, 9)
  await expect(json(commands.driftWords(ofRun()))).rejects.toThrow('newer than what')
  await expect(json(commands.backtestWords(ofRun(), 7, 'recent'))).rejects.toThrow('nothing to replay')
  await expect(json(commands.retrainWords(ofRun(), 'all'))).rejects.toThrow('nothing new to judge on')
  await expect(json(commands.promoteWords(ofRun()))).rejects.toThrow('Nothing is watched')
  await ran(commands.reportWords(plant.project, run.id, null))
  expect(readFileSync(join(plant.folder, 'report.html'), 'utf8')).toContain('Mahalanobis')
})

test('clean, compare, import, export-model and watch run as they are copied', async () => {
  await ran(commands.cleanWords(plant.history, [parseStep('clip above=62')]))
  expect(existsSync(join(plant.folder, 'cleaned.csv'))).toBe(true)
  await ran(commands.importWords([join(plant.folder, 'cleaned.csv')], plant.project, null))
  expect(await ran(commands.describeWords({ project: plant.project, dataset: 'cleaned' }))).toContain('2,880 rows')
  await ran(commands.exportModelWords(plant.project, run.id))
  expect(existsSync(join(plant.folder, 'model', 'MLmodel'))).toBe(true)
  expect(await ran(commands.watchWords(plant.project), '--list')).toContain('Nothing is watched')
  const compared = await ran(
    commands.compareWords(plant.history, { cleaning: [parseStep('drop channels=counter')], labels: false, seed: 1 }),
    '--detectors',
    'z-score',
  )
  expect(compared).toContain('After cleaning: drop channels=counter')
  expect(commands.scoreWords(plant.project, 3)).toEqual({
    words: ['anomaly-studio', 'score', '--model', `${plant.project}:3`],
  })
})

test('federate: what the wizard copies begins, trains and merges as it does', async () => {
  const settings = { proximal: 0.1, clip: 0, noise: 0, delta: 1e-5, sites: 0, sample: 1 }
  const channels = run.model.channels.slice(0, 2).map((name) => ({ name, unit: null }))
  const params = { epochs: 1, window: 20 }
  await ran(commands.federateInitWords({ detector: 'conv-autoencoder', params, channels, settings }))
  const federation = join(plant.folder, '0.federation')
  const site = { federation, file: plant.history, site: 'Lyon', rows: 300, out: 'lyon.update' }
  expect(await ran(commands.federateSiteWords('train', site))).toContain('sums of 300 rows')
  const merged = commands.federateMergeWords(federation, [join(plant.folder, 'lyon.update')], '1.federation')
  expect(await ran(merged)).toContain('the scaling of 300 rows of 1 site.')
})
