import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProject } from '../../src-main/db/file/open.ts'
import { readTimes, readValues } from '../../src-main/db/series/series.ts'
import { projectWithEvents } from '../formats/report/hundred-events.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = { ANOMALY_STUDIO_DATA: join(folder, 'data') }

describe('export-model', () => {
  let project: Awaited<ReturnType<typeof projectWithEvents>>
  let rows = ''
  let scores: Float64Array
  beforeAll(async () => {
    project = await projectWithEvents({ events: 2, channels: 2, every: 300, detector: 'pca' })
    const { db, run } = project
    const times = readTimes(db, run.dataset)
    scores = readValues(db, run.scores!)
    const [a, b] = project.dataset.channels.map((channel) => readValues(db, channel.series))
    const names = project.dataset.channels.map(({ name }) => name)
    rows = [
      ['time', ...names].join(','),
      ...Array.from(times, (t, i) => `${new Date(t).toISOString()},${a[i]},${b[i]}`),
    ].join('\n')
    closeProject(db)
  })
  afterAll(() => project.remove())
  const score = (model: string) =>
    spawnSync(process.execPath, ['src-main/cli/main.ts', 'score', '--model', model], {
      input: `${rows}\n`,
      encoding: 'utf8',
      env: { ...process.env, ...home },
    })

  test('writes a folder that scores as the run was scored in the app, and so does the run itself', async () => {
    const out = join(folder, 'bundle')
    const named = `${project.path}:${project.run.id}`
    const { code, stdout, stderr } = await runCli(['export-model', named, '--out', out, '--json'], home)
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ detector: 'pca', graph: 'model.onnx', whyNoGraph: null })
    for (const model of [out, named]) {
      const answer = score(model)
      expect(answer.stderr).toBe('')
      const given = answer.stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
      expect(given.map(([, one]) => (one === '' ? NaN : Number(one)))).toEqual([...scores])
      expect(given.filter(([, , flag]) => flag === '1')).toHaveLength(
        scores.filter((one) => one > project.run.thresholdValue!).length,
      )
    }
    const again = await runCli(['export-model', named, '--out', out], home)
    expect([again.code, again.stderr]).toEqual([2, 'There is already something named "bundle": choose another name.\n'])
    const none = await runCli(['export-model', `${project.path}:99`, '--out', join(folder, 'none')], home)
    expect(none.stderr).toContain('has no run "99". Its runs: ')
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })

  test('detect writes what it has trained, and says why where it is no graph', async () => {
    const file = join(folder, 'rows.csv')
    writeFileSync(file, rows)
    const out = join(folder, 'after-detect')
    const { code, stderr } = await runCli(
      ['detect', file, '--detector', 'knn-features', '--train-rows', '250', '--export-model', out],
      home,
    )
    expect([code, stderr.includes('cannot')]).toEqual([0, false])
    const recipe = JSON.parse(readFileSync(join(out, 'recipe.json'), 'utf8')) as Record<string, object>
    expect(recipe.window).toMatchObject({
      graph: null,
      whyNoGraph: expect.stringContaining('it looks its neighbours up among the training windows'),
    })
    expect(recipe.training).toMatchObject({ dataset: 'rows.csv', seed: 1 })
    expect(existsSync(join(out, 'model.onnx'))).toBe(false)
    expect(score(out).stdout.split('\n').length).toBe(rows.split('\n').length + 1)
  })
})

test('detect --start-from goes on from an exported model, with its channels mapped and layers frozen', async () => {
  const line = (i: number) => `${new Date(1.7e12 + i * 1000).toISOString()},${Math.sin(i / 4)},${Math.cos(i / 4)}`
  const rows = Array.from({ length: 400 }, (_, i) => line(i)).join('\n')
  writeFileSync(join(folder, 'old.csv'), `time,flow,heat\n${rows}\n`)
  writeFileSync(join(folder, 'new.csv'), `time,Q2,speed\n${rows}\n`)
  const first = ['--detector', 'conv-autoencoder', '--set', 'window=16', '--set', 'epochs=2']
  const trained = await runCli(
    ['detect', join(folder, 'old.csv'), ...first, '--export-model', join(folder, 'old')],
    home,
  )
  expect(trained.code).toBe(0)
  const start = ['detect', join(folder, 'new.csv'), '--start-from', join(folder, 'old'), '--train-rows', '200']
  const tuned = await runCli(
    [...start, '--map', 'Q2=flow', '--freeze', 'encoder 2', '--set', 'epochs=1', '--export-model', join(folder, 'new')],
    home,
  )
  expect(tuned.code).toBe(0)
  expect(tuned.stderr).toContain(
    'Started from a model of 2 channels: Q2 (flow) is known to it, speed begins afresh; encoder 2 stayed as it was.',
  )
  expect(JSON.parse(readFileSync(join(folder, 'new/recipe.json'), 'utf8'))).toMatchObject({
    channels: [{ name: 'Q2' }, { name: 'speed' }],
    detector: { id: 'conv-autoencoder', params: { window: 16, epochs: 1 } },
  })
  const wrong = await runCli(start, home)
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('say which is which, such as --map')])
  const both = await runCli([...start, '--detector', 'pca'], home)
  expect(both.stderr).toContain('Give --start-from or --detector, not both')
})

test('detect --detector onnx scores with a model that was made elsewhere, and refuses a file that is none', async () => {
  const line = (i: number) => `${new Date(1.7e12 + i * 1000).toISOString()},${Math.sin(i / 4)},${Math.cos(i / 4)}`
  const file = join(folder, 'brought.csv')
  writeFileSync(file, `time,flow,heat\n${Array.from({ length: 300 }, (_, i) => line(i)).join('\n')}\n`)
  const bundle = join(folder, 'brought-from')
  expect((await runCli(['detect', file, '--detector', 'pca', '--export-model', bundle], home)).code).toBe(0)
  const model = join(bundle, 'model.onnx')
  const onnx = ['detect', file, '--detector', 'onnx', '--train-rows', '200']
  const taken = await runCli([...onnx, '--model', model, '--json', '--export-model', join(folder, 'brought-to')], home)
  expect([taken.code, JSON.parse(taken.stdout)]).toMatchObject([0, { detector: 'onnx' }])
  const recipe = JSON.parse(readFileSync(join(folder, 'brought-to/recipe.json'), 'utf8')) as object
  expect(recipe).toMatchObject({
    window: { graph: null, whyNoGraph: expect.stringContaining('it came as an ONNX file') },
  })
  // The file goes with the model: it is scored from the folder alone.
  const scored = spawnSync(process.execPath, ['src-main/cli/main.ts', 'score', '--model', join(folder, 'brought-to')], {
    input: readFileSync(file, 'utf8'),
    encoding: 'utf8',
    env: { ...process.env, ...home },
  })
  expect(scored.stdout.split('\n').length).toBe(302)
  const none = await runCli([...onnx, '--model', file], home)
  expect([none.code, none.stderr.trim()]).toEqual([2, '"brought.csv" is not an ONNX model, or it is cut off.'])
  const alone = await runCli(onnx, home)
  expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('--detector onnx --model FILE')])
})
