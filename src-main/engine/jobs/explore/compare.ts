import {
  distributionDistance,
  everyFew,
  sideBySide,
  SORTED_FIRST,
  valuesAt,
} from '../../../analysis/explore/compare.ts'
import { histogram } from '../../../analysis/explore/distribution.ts'
import { overlay } from '../../../analysis/explore/overlay.ts'
import { present } from '../../../analysis/math/present.ts'
import { statisticsOf } from '../../../analysis/quality/statistics.ts'
import { getDataset } from '../../../db/datasets.ts'
import type { Job } from '../../../analysis/job.ts'
import { badInput } from '../../../shared/errors.ts'
import type { ComparedChannel, Comparison } from '../../../shared/data/explore.ts'
import type { Channel } from '../../../shared/project.ts'
import type { ChannelStatistics } from '../../../shared/data/quality.ts'
import type { Answer } from './answer.ts'
import { correlatedHeld } from './correlated.ts'
import { stretchOf } from './stretch.ts'

const bins = 60
const curveBins = 240
/** So many values in all are held until their correlations are made (128 MB); of more, every so many rows are. */
const heldValues = 1 << 24

/** What is shown against another stretch, of this dataset or of one with channels of the same names. */
export const compare: Answer<'compare'> = async (db, scope, { with: other, shift }, job) => {
  const [mine, theirs] = [getDataset(db, scope.dataset), getDataset(db, other.dataset)]
  const shown = mine.channels.filter(({ id }) => scope.channels.includes(id))
  const pairs = shown.flatMap((here) => {
    const there = counterpart(theirs.channels, here.name)
    return there ? [{ here, there }] : []
  })
  if (pairs.length === 0)
    throw badInput(
      `"${mine.name}" and "${theirs.name}" have no channel of the same name among those that are shown: there is nothing to compare.`,
    )
  if (other.end < theirs.start || other.start > theirs.end)
    throw badInput(
      `"${mine.name}" and "${theirs.name}" have no time in common here: align them at an event or at their starts, or compare them as wholes.`,
    )
  const here = stretchOf(db, scope)
  const there = stretchOf(db, { ...scope, ...other, channels: pairs.map((pair) => pair.there.id) })
  const [times, timesThere] = [here.times(), there.times()]
  // Blocks of a sample do not lie beside those of another.
  const beside = shift !== null && here.pieces.length === 1 && there.pieces.length === 1
  const moved = beside ? times.map((time) => time + shift) : null
  const channels: ComparedChannel[] = []
  const span = { start: 0, end: Math.max(scope.end - scope.start, other.end - other.start) + 1 }
  const curve = (at: Float64Array, values: Float64Array, start: number) =>
    overlay(at, values, [{ start, end: start + span.end }], { bins: curveBins, anchor: 'start', stretched: false })
  let at: Float64Array = new Float64Array()
  const every = Math.ceil((pairs.length * (here.from.rows + there.from.rows)) / heldValues)
  const held: Record<'here' | 'there', Float64Array[]> = { here: [], there: [] }
  for (const [done, pair] of pairs.entries()) {
    await job.checkpoint({ phase: 'Comparing', done, total: pairs.length, unit: 'channels' })
    const [a, b] = [here.values(pair.here), there.values(pair.there)]
    held.here.push(everyFew(a, every))
    held.there.push(everyFew(b, every))
    await job.checkpoint()
    const curveHere = curve(times, a, scope.start)
    at = curveHere.at
    channels.push({
      channel: pair.here.id,
      ...(await difference(a, b, job, here.from.rows < here.from.of ? SORTED_FIRST : undefined)),
      curveHere: curveHere.curves[0],
      curveThere: curve(timesThere, b, other.start).curves[0],
      beside: moved && sideBySide(a, valuesAt(timesThere, b, moved)),
    })
  }
  return {
    kind: 'compare',
    from: here.from,
    there: { dataset: theirs.id, name: theirs.name, from: there.from },
    channels,
    at,
    correlation:
      pairs.length < 2
        ? null
        : { here: await correlatedHeld(held.here, job), there: await correlatedHeld(held.there, job) },
    notes: [
      ...notesOf(shown, theirs.channels, pairs.length, theirs.name),
      ...sampledNote(every, pairs.length, Math.min(here.from.rows, there.from.rows)),
    ],
  }
}

/** The channel of the same name; where none is written the same, one that differs by case and blanks only. */
function counterpart(channels: readonly Channel[], name: string): Channel | undefined {
  const plain = (text: string) => text.trim().toLowerCase()
  return channels.find((one) => one.name === name) ?? channels.find((one) => plain(one.name) === plain(name))
}

type Difference = Omit<ComparedChannel, 'channel' | 'curveHere' | 'curveThere' | 'beside'>

async function difference(a: Float64Array, b: Float64Array, job: Job, sorted?: number): Promise<Difference> {
  const [hereValues, thereValues] = [present(a), present(b)]
  const here = statisticsOf(hereValues.slice(), a.length - hereValues.length)
  await job.checkpoint()
  const there = statisticsOf(thereValues.slice(), b.length - thereValues.length)
  await job.checkpoint()
  const low = Math.min(here.min ?? Infinity, there.min ?? Infinity)
  const high = Math.max(here.max ?? -Infinity, there.max ?? -Infinity)
  const hasShape = high > low
  const drawn = (values: Float64Array) => histogram(values, low, high, bins)
  const found = hasShape ? drawn(hereValues) : null
  return {
    here,
    there,
    ...distances(here, there),
    distance: distributionDistance(hereValues, thereValues, sorted),
    edges: found?.edges ?? new Float64Array(),
    countsHere: found?.counts ?? new Float64Array(),
    countsThere: hasShape ? drawn(thereValues).counts : new Float64Array(),
  }
}

function distances(here: ChannelStatistics, there: ChannelStatistics) {
  const difference = here.mean === null || there.mean === null ? null : here.mean - there.mean
  const usual = there.std !== null && there.std > 0 ? there.std : null
  return {
    difference,
    inSpreads: difference === null || usual === null ? null : difference / usual,
    spreadRatio: usual === null || here.std === null ? null : here.std / usual,
  }
}

/** The error is twice that of a correlation of so many independent rows where there is none: at most, for any other is surer. */
function sampledNote(every: number, channels: number, rows: number): string[] {
  if (every === 1 || channels < 2) return []
  const error = Number((2 / Math.sqrt(rows / every)).toPrecision(1))
  return [`The correlations are of one row in ${every}, and may be off by ${error}.`]
}

function notesOf(
  shown: readonly Channel[],
  theirs: readonly Channel[],
  pairs: number,
  name: string,
): Comparison['notes'] {
  if (pairs === shown.length) return []
  const alone = shown.filter((one) => !counterpart(theirs, one.name)).map((one) => one.name)
  const some = alone.slice(0, 5).join(', ')
  return [`"${name}" has no ${some}${alone.length > 5 ? ` and ${alone.length - 5} more` : ''}: they are left out.`]
}
