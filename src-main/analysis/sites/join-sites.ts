import { badInput } from '../../shared/errors.ts'
import type { Series } from '../../shared/data/series.ts'
import { usualStep } from '../preprocessing/gaps.ts'
import { pickChannels } from '../train-and-score.ts'

/** A site: a machine, a line, a plant, with its rows. labels — [n], 1 = labelled; null where there are none. */
export interface Site {
  name: string
  series: Series
  labels: Uint8Array | null
}

/** One site of one or several tables, one behind the other; none of their windows holds rows of two. */
export function siteOf(name: string, parts: readonly Omit<Site, 'name'>[]): Site {
  if (parts.length === 1) return { name, ...parts[0] }
  const tables = parts.map((part, i) => ({ name: `${name}, table ${i + 1}`, ...part }))
  checkSteps(tables)
  const series = joinedRows(
    parts.map((part) => part.series),
    commonChannels(tables),
  )
  if (parts.every(({ labels }) => labels === null)) return { name, series, labels: null }
  const labels = new Uint8Array(series.times.length)
  let at = 0
  for (const part of parts) {
    if (part.labels) labels.set(part.labels, at)
    at += part.series.times.length + 1
  }
  return { name, series, labels }
}

/** The channels that every site has, in the first one's order. Throws bad-input where there is none. */
export function commonChannels(sites: readonly Site[]): string[] {
  const names = sites[0].series.channels
    .map(({ name }) => name)
    .filter((name) => sites.every(({ series }) => series.channels.some((channel) => channel.name === name)))
  if (names.length === 0)
    throw badInput(`The sites ${sites.map(({ name }) => name).join(', ')} have no channel in common.`)
  return names
}

/** Sites whose rows come at another step than those of the first are none to train together with. */
export function checkSteps(sites: readonly Site[]): void {
  const usual = usualStep(sites[0].series.times)
  for (const { name, series } of sites) {
    const step = usualStep(series.times)
    if (step > 1.5 * usual || step < usual / 1.5)
      throw badInput(
        `Site "${name}" has a row every ${step / 1000} s, and "${sites[0].name}" one every ${usual / 1000} s: bring them to one step first.`,
      )
  }
}

/**
 * Rows of many sites one behind the other, for training alone: their times go on from site to site, and a row without values between two
 * of them belongs to no stretch, so that no window holds rows of both.
 */
export function joinedRows(parts: readonly Series[], names: string[]): Series {
  const chosen = parts.map((series) => pickChannels(series, names))
  const n = chosen.reduce((sum, { times }) => sum + times.length + 1, -1)
  const times = new Float64Array(n)
  const values = names.map(() => new Float64Array(n).fill(NaN))
  const step = usualStep(chosen[0].times)
  let at = 0
  let before = 0
  for (const [p, part] of chosen.entries()) {
    if (p > 0) times[at++] = before + step
    const shift = p > 0 ? before + 2 * step - part.times[0] : 0
    part.times.forEach((time, i) => (times[at + i] = time + shift))
    part.values.forEach((column, c) => values[c].set(column, at))
    at += part.times.length
    before = times[at - 1]
  }
  return { times, channels: chosen[0].channels, values }
}
