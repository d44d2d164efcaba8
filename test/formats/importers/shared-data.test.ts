import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { intervalsFrom } from '../labels/intervals-from.ts'
import { parseLabelFile } from '../../../src-main/formats/labels/index.ts'
import { read, sharedData } from './table-file.ts'

const filesOf = (folder: string) =>
  readdirSync(join(sharedData, folder))
    .filter((name) => /\.(csv|dat)$/.test(name))
    .map((name) => join(sharedData, folder, name))

describe.skipIf(!existsSync(sharedData))(
  'the reference data imports without touching a setting (skipped where ../shared/data is absent)',
  () => {
    test('NAB: one value over time, as many rows as lines, in order', async () => {
      for (const path of ['artificialWithAnomaly', 'realKnownCause'].flatMap((folder) => filesOf(`nab/${folder}`))) {
        const { series, report } = await read(path)
        const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/)
        expect(report).toMatchObject({ rows: lines.length - 1, rejectedLines: 0, missingTimes: 0 })
        const [time, value] = lines[1].split(',')
        expect([series.times[0], series.values[0][0]]).toEqual([
          Date.parse(`${time.replace(' ', 'T')}Z`),
          Number(value),
        ])
      }
    })

    test('NAB: the windows of combined_windows.json fall on the data', async () => {
      const path = join(sharedData, 'nab/artificialWithAnomaly/art_daily_jumpsup.csv')
      const { series } = await read(path)
      const text = readFileSync(join(sharedData, 'nab/combined_windows.json'), 'utf8')
      const { labels, problems } = parseLabelFile(text, 'combined_windows.json', {
        datasetFile: path,
        zone: 'UTC',
        channels: ['value'],
        start: series.times[0],
        end: series.times.at(-1)!,
        stepMs: 300_000,
      })
      expect(problems).toEqual([])
      expect(labels.map(({ start, end }) => [start, end].map((t) => new Date(t).toISOString()))).toEqual([
        ['2014-04-10T16:15:00.000Z', '2014-04-12T01:45:00.000Z'],
      ])
    })

    test('SKAB: eight channels, anomaly and changepoint as labels', async () => {
      for (const path of filesOf('skab/valve2')) {
        const { series, labels, report } = await read(path)
        expect(series.channels.map((c) => c.name)).toEqual([
          'Accelerometer1RMS',
          'Accelerometer2RMS',
          'Current',
          'Pressure',
          'Temperature',
          'Thermocouple',
          'Voltage',
          'Volume Flow RateRMS',
        ])
        const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1)
        expect(report.rows).toBe(lines.length)
        expect(Array.from(labels.get('anomaly')!)).toEqual(lines.map((line) => Number(line.split(';')[9])))
        expect(intervalsFrom(labels.get('anomaly')!, series.times).length).toBeGreaterThan(0)
        expect([...labels.keys()]).toEqual(['anomaly', 'changepoint'])
      }
    })

    test('TEP: 52 channels; the transposed file is turned', async () => {
      const shapes = await Promise.all(
        ['d00.dat', 'd00_te.dat', 'd01.dat'].map(async (name) => {
          const { series, recipe } = await read(join(sharedData, 'tep', name))
          return [series.channels.length, series.times.length, recipe.transposed, Math.round(series.values[1][0] / 100)]
        }),
      )
      expect(shapes).toEqual([
        [52, 500, true, 36],
        [52, 960, false, 37],
        [52, 480, false, 36],
      ])
    })
  },
)
