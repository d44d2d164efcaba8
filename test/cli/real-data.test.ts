import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nativeState } from '../../src-main/setup/state.ts'
import { data, dataMissing, runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const detect = (...args: string[]) => runCli(['detect', ...args])
const small = join(data, 'nab', 'artificialNoAnomaly', 'art_daily_small_noise.csv')
const jumpsUp = join(data, 'nab', 'artificialWithAnomaly', 'art_daily_jumpsup.csv')
const windows = join(data, 'nab', 'combined_windows.json')

describe.skipIf(dataMissing)(`real files${dataMissing ? ` (${dataMissing})` : ''}`, () => {
  test('the convolutional autoencoder knows the example of its source: windows, threshold, engine', async () => {
    const { code, stdout } = await detect(
      small,
      jumpsUp,
      '--detector',
      'conv-autoencoder',
      '--set',
      'epochs=3',
      '--out',
      join(folder, 'nab.csv'),
      '--json',
    )
    expect(code).toBe(0)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({
      detector: 'conv-autoencoder',
      engine: nativeState().kind === 'ready' ? 'native' : 'wasm',
      rows: 4032,
      assessed: 4032,
      parameters: { window: 288, epochs: 3 },
      threshold: { rule: 'maximum' },
      windows: { count: 3745 },
      measures: null,
    })
    expect(result.windows.anomalous).toBeGreaterThan(300)
    expect(readFileSync(join(folder, 'nab.csv'), 'utf8').trimEnd().split('\n').length).toBe(4033)
  })

  test('a published label file gives the measures', async () => {
    const { code, stdout } = await detect(small, jumpsUp, '--detector', 'z-score', '--labels', windows, '--json')
    expect(code).toBe(0)
    const { measures, labels } = JSON.parse(stdout)
    expect(labels).toBe('combined_windows.json')
    // The published window runs from 2014-04-11 09:00 to the end of the next morning: 403 of the 4,032 rows.
    expect(measures).toMatchObject({ windows: 1, confusion: { tp: expect.any(Number) } })
    expect(measures.confusion.tp + measures.confusion.fn).toBe(403)
    expect(measures.precision).toBe(1)
  })

  test('a label file for another series is refused with a sentence', async () => {
    const { code, stderr } = await detect(
      join(data, 'skab', 'valve1', '0.csv'),
      '--detector',
      'z-score',
      '--labels',
      windows,
    )
    expect([code, stderr]).toEqual([2, expect.stringContaining('0.csv')])
  })

  test('the label columns of a SKAB file are never channels, and "anomaly" is measured against, which is said', async () => {
    const file = join(data, 'skab', 'valve1', '0.csv')
    const { code, stdout, stderr } = await detect(file, '--detector', 'pca', '--train-rows', '400', '--json')
    expect(code).toBe(0)
    expect(stderr).toContain('Measured against column "anomaly" of 0.csv; --labels chooses other labels.')
    const { rows, measures } = JSON.parse(stdout)
    const { tp, fp, tn, fn } = measures.confusion
    expect(rows).toBe(1147)
    expect(tp + fp + tn + fn + measures.notAssessed).toBe(747)
    const text = await detect(file, '--detector', 'z-score')
    expect(text.stdout).toContain('8 channels')
  })

  test('windows of many channels that hold less than they have places still have components', async () => {
    const { code, stderr } = await detect(join(data, 'tep', 'd11_te.dat'), '--out', join(folder, 'tep.csv'))
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(readFileSync(join(folder, 'tep.csv'), 'utf8').trimEnd().split('\n').length).toBe(961)
  })

  test('a transposed TEP file trains what the others are scored with', async () => {
    const { code, stdout } = await detect(
      join(data, 'tep', 'd00.dat'),
      join(data, 'tep', 'd05_te.dat'),
      '--detector',
      'pca',
      '--json',
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ rows: 960, measures: null })
  })
})
