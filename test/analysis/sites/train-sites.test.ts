import { describe, expect, test } from 'vitest'
import { detectorById } from '../../../src-main/analysis/detectors/index.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import { cutSegments } from '../../../src-main/analysis/preprocessing/gaps.ts'
import { checkSteps, commonChannels, joinedRows, type Site } from '../../../src-main/analysis/sites/join-sites.ts'
import { trainSites } from '../../../src-main/analysis/sites/train-sites.ts'
import { planted } from '../../conformance/planted.ts'

const site = (name: string, seed: number): Site => {
  const { series, labels } = planted(400, 2, [[300, 20]], seed)
  return { name, series, labels }
}
const sites = ['Lyon', 'Turin', 'Graz'].map(site)

describe('sites', () => {
  test('lie behind one another without a window across two of them, whatever their times', () => {
    const later = { ...sites[1].series, times: sites[1].series.times.map((t) => t - 1e9) }
    const joined = joinedRows([sites[0].series, later, sites[2].series], ['channel 2', 'channel 1'])
    const pieces = cutSegments(joined)
    expect(pieces.map(({ start, times }) => [start, times.length])).toEqual([
      [0, 400],
      [401, 400],
      [802, 400],
    ])
    expect(pieces[1].values[0]).toEqual(sites[1].series.values[1])
    expect([...joined.times].every((t, i) => i === 0 || t > joined.times[i - 1])).toBe(true)
  })

  test('share the channels that all have; another step, or no channel in common, is said', () => {
    const other = {
      ...sites[1],
      series: {
        ...sites[1].series,
        channels: [
          { name: 'x', unit: null },
          { name: 'channel 2', unit: null },
        ],
      },
    }
    expect(commonChannels([sites[0], other])).toEqual(['channel 2'])
    const none = {
      ...other,
      series: {
        ...other.series,
        channels: [
          { name: 'x', unit: null },
          { name: 'y', unit: null },
        ],
      },
    }
    expect(() => commonChannels([sites[0], none])).toThrow('The sites Lyon, Turin have no channel in common.')
    const slow = {
      ...sites[1],
      series: { ...sites[1].series, times: sites[1].series.times.map((t, i) => t + 9000 * i) },
    }
    expect(() => checkSteps([sites[0], slow])).toThrow('Site "Turin" has a row every 10 s, and "Lyon" one every 1 s')
  })

  test('are judged by a model of their own, of all, tuned, and of the others alone', async () => {
    const results = await trainSites(
      detectorById('conv-autoencoder'),
      sites,
      { ways: ['own', 'common', 'tuned', 'left out'], trainRows: () => 200, params: { window: 20, epochs: 3 } },
      quietJob(),
    )
    expect(results).toHaveLength(12)
    for (const { aucPr } of results) expect(aucPr).toBeGreaterThan(0.5)
    const of = (way: string) => results.filter((one) => one.way === way)
    expect(of('own').map(({ rows }) => rows)).toEqual([200, 200, 200])
    expect(of('left out').map(({ rows }) => rows)).toEqual([400, 400, 400])
    expect(of('common')[0].model).toBe(of('common')[1].model)
    expect(of('tuned')[0].model.data).not.toEqual(of('common')[0].model.data)
  })
})
