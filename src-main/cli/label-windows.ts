import { basename, resolve } from 'node:path'
import type { ReadSeries } from '../formats/importers/sinks/memory-sink.ts'
import { flagsFrom } from '../formats/labels/intervals.ts'
import { readLabelFile } from '../engine/jobs/labels/labels.ts'
import { rowsInMemory } from '../formats/labels/dataset-rows.ts'
import { fitToData } from '../formats/labels/stored-labels.ts'
import { usualStep } from '../analysis/preprocessing/gaps.ts'
import { badInput, StudioError } from '../shared/errors.ts'
import type { TimeRange } from '../shared/data/series.ts'
import { zoneOf } from './detect/split.ts'

/**
 * The labelled windows of a file, as flags over the rows of the data file they belong to.
 * flags — [n], 1 inside a window that nobody has rejected; problems — in sentences. Throws bad-input.
 */
export async function windowFlags(
  labelFile: string,
  dataFile: string,
  file: ReadSeries & { raw?: ReadSeries },
): Promise<{ flags: Uint8Array; problems: string[] }> {
  const { windows, problems } = await labelledWindows(labelFile, resolve(dataFile), file.raw ?? file)
  return { flags: flagsFrom(windows, file.series.times), problems }
}

/**
 * The windows of a label file that nobody has rejected or only proposed, in time order; problems — in sentences.
 * dataFile — a path, as far as it is to be compared with what the label file names. Throws bad-input.
 */
export async function labelledWindows(
  labelFile: string,
  dataFile: string,
  { series, recipe }: ReadSeries,
): Promise<{ windows: TimeRange[]; problems: string[] }> {
  const { times, channels } = series
  const name = basename(labelFile)
  try {
    const data = {
      channels: channels.map((channel) => channel.name),
      start: times[0],
      end: times[times.length - 1],
      name: basename(dataFile),
    }
    const { labels, problems } = await readLabelFile(labelFile, name, {
      datasetFile: dataFile,
      zone: zoneOf(recipe),
      ...data,
      stepMs: usualStep(times),
      rows: rowsInMemory(times, new Map()),
    })
    const known = new Set(data.channels)
    const windows = labels.filter(
      (label) =>
        (label.status ?? 'accepted') === 'accepted' &&
        (label.channels.length === 0 || label.channels.some((channel) => known.has(channel))),
    )
    // Not cut to the data: whoever needs the whole of them must see what is missing.
    return {
      windows,
      problems: [...problems, ...fitToData(labels, data).problems].map((problem) => `${name}: ${problem}`),
    }
  } catch (error) {
    throw error instanceof StudioError && error.code === 'bad-input'
      ? badInput(`${name}: ${error.message}`, error.detail)
      : error
  }
}
