import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rowsInMemory } from '../../../src-main/formats/labels/dataset-rows.ts'
import { intervalsFrom } from './intervals-from.ts'
import { labelFormatById, labelFormats, parseLabelFile } from '../../../src-main/formats/labels/index.ts'
import type { LabelContext } from '../../../src-main/formats/labels/label-format.ts'
import type { FileLabel } from '../../../src-main/shared/labels/file-label.ts'
import { read, sharedData } from '../importers/table-file.ts'
import { write } from './write.ts'

const skabFile = 'skab/valve1/0.csv'
const nabFile = 'nab/artificialWithAnomaly/art_daily_jumpsup.csv'

async function dataset(path: string) {
  const { series, labels: flags } = await read(join(sharedData, path))
  const { times, channels, values } = series
  const context: LabelContext = {
    datasetFile: basename(path),
    zone: 'UTC',
    channels: channels.map(({ name }) => name),
    start: times[0],
    end: times.at(-1)!,
    stepMs: times[1] - times[0],
    rows: rowsInMemory(times, new Map(channels.map(({ name }, i) => [name, values[i]]))),
  }
  const labels: FileLabel[] = [...flags].flatMap(([name, marks]) =>
    intervalsFrom(marks, times).map((range) => ({ ...range, class: name, channels: [], note: '' })),
  )
  return {
    context,
    labels: labels.sort((a, b) => a.start - b.start || a.end - b.end),
    text: readFileSync(join(sharedData, path), 'utf8'),
  }
}

const there = existsSync(sharedData)
describe.skipIf(!there)('labels of real files (skipped where ../shared/data is absent)', () => {
  test('a SKAB file is read as labels of the dataset that it was imported as', async () => {
    const { context, labels, text } = await dataset(skabFile)
    expect(parseLabelFile(text, '0.csv', context)).toEqual({ labels, problems: [], format: 'skab' })
    expect(new Set(labels.map((label) => label.class))).toEqual(new Set(['anomaly', 'changepoint']))
  })

  test('a SKAB file comes out as it went in', async () => {
    const { context, labels, text } = await dataset(skabFile)
    const cells = (whole: string) =>
      whole
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(';').map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell))))
    const written = write(labelFormatById('skab'), labels, context)
    expect(cells(written.text)).toEqual(cells(text))
    expect(written.leftOut).toEqual([])
  })

  test.each(labelFormats.map((format) => [format.id, format] as const))(
    "%s gives a SKAB file's anomalies back, in any zone, or says what it lost",
    async (_, format) => {
      const { context, labels } = await dataset(skabFile)
      const anomalies = labels.filter((label) => label.class === 'anomaly')
      expect(anomalies.length).toBeGreaterThan(0)
      for (const zone of ['UTC', 'Europe/Berlin']) {
        const { text, leftOut } = write(format, anomalies, { ...context, zone })
        expect(parseLabelFile(text, `labels${format.extension}`, { ...context, zone })).toEqual({
          labels: anomalies,
          problems: [],
          format: format.id,
        })
        expect(leftOut.filter((sentence) => !/^(The zone|All times)/.test(sentence))).toEqual([])
      }
      // Two classes on the same points.
      const { text, leftOut } = write(format, labels, context)
      const back = parseLabelFile(text, `labels${format.extension}`, context).labels
      if (leftOut.length === 0) expect(back).toEqual(labels)
      else expect(leftOut.join(' ')).toMatch(/class|overlap/)
    },
  )

  test.each(labelFormats.map((format) => [format.id, format] as const))(
    "%s gives NAB's windows back as published",
    async (_, format) => {
      const { context } = await dataset(nabFile)
      const published = parseLabelFile(
        readFileSync(join(sharedData, 'nab/combined_windows.json'), 'utf8'),
        'combined_windows.json',
        { ...context, datasetFile: `artificialWithAnomaly/${context.datasetFile}` },
      )
      expect(published.labels).toHaveLength(1)
      const { text } = write(format, published.labels, context)
      expect(parseLabelFile(text, `labels${format.extension}`, context)).toMatchObject({
        labels: published.labels,
        problems: [],
      })
    },
  )
})
