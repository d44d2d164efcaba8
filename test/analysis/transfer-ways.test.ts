import { expect, test } from 'vitest'
import { detectorById } from '../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../src-main/analysis/job.ts'
import { trainDetector } from '../../src-main/analysis/train-and-score.ts'
import { compareTransfer } from '../../src-main/analysis/transfer-ways.ts'
import { planted } from '../conformance/planted.ts'

const params = { window: 20, epochs: 3 }
const marks: [number, number][] = [
  [420, 12],
  [470, 12],
  [520, 12],
  [570, 12],
  [620, 12],
  [670, 12],
]
const { series, labels } = planted(720, 2, marks, 7)
const renamed = { ...series, channels: series.channels.map(({ unit }, c) => ({ name: `sensor ${c}`, unit })) }
const names = { 'sensor 0': 'channel 1', 'sensor 1': 'channel 2' }
const former = () =>
  trainDetector(detectorById('conv-autoencoder'), planted(600, 2, [], 3).series, { params }, quietJob())
const wish = { names, frozen: ['encoder'], params, trainRows: 100 }

test('a network from scratch, as it is and trained on are judged on the same rows, with intervals and hours', async () => {
  const model = await former()
  const rows = await compareTransfer(model, renamed, labels, wish, 600 / 3600, quietJob())
  expect(rows.map(({ way, problem }) => [way, problem])).toEqual([
    ['scratch', null],
    ['as it is', null],
    ['tuned', null],
  ])
  for (const { aucPr, interval } of rows) {
    expect(aucPr).toBeGreaterThan(0.3)
    expect(interval![0]).toBeLessThanOrEqual(aucPr! + 1e-3)
    expect(interval![1]).toBeGreaterThanOrEqual(aucPr! - 1e-3)
  }
  expect(rows.map(({ hours }) => Math.round(hours * 3600))).toEqual([100, 0, 100])
  expect(rows.map(({ hoursBefore }) => Math.round(hoursBefore! * 3600))).toEqual([0, 600, 600])
})

test('what cannot be done as it is says why, and the others are compared all the same', async () => {
  const model = await former()
  const rows = await compareTransfer(
    model,
    renamed,
    labels,
    { ...wish, names: { 'sensor 0': 'channel 1', 'sensor 1': '' } },
    null,
    quietJob(),
  )
  expect(rows[1].problem).toBe('As it is, the model needs its channel "channel 2", and no channel here is that one.')
  expect(rows[0].aucPr).toBeGreaterThan(0)
  expect(rows[2]).toMatchObject({ problem: null, hoursBefore: null })
  await expect(compareTransfer(model, renamed, labels, { ...wish, trainRows: 720 }, null, quietJob())).rejects.toThrow(
    'Nothing is left to judge on',
  )
})
