import { counted } from '../../shared/counted.ts'
import { badInput, StudioError } from '../../shared/errors.ts'
import type { HoldOut } from '../../shared/models/hold-out.ts'
import { parseParams, type ParamValues } from '../../shared/models/params.ts'
import type { RowRange, Segment, Series } from '../../shared/data/series.ts'
import { prepareTraining } from '../train-and-score.ts'
import type { AnyDetector } from '../detectors/detector.ts'
import { cutSegments } from '../preprocessing/gaps.ts'
import { foldsOf } from './index.ts'
import { common, rowsIn, spanOf, within, type Fold } from './split.ts'

/**
 * A fold with the settings it is trained with. window — rows that the detector looks at together; purge — rows left out on each
 * side; context — what is scored for the sake of the held-out rows: they and a window on each side. null where no stretch in
 * it is long enough to be scored.
 */
export interface PlannedFold extends Fold {
  params: ParamValues
  window: number
  purge: number
  context: RowRange | null
}

/** params — as given by the person; ranges — rows that may be trained on, in order, null = all. */
export interface HoldOutWish {
  holdOut: HoldOut
  params: Record<string, unknown>
  ranges: RowRange[] | null
}

/**
 * The folds that a detector is trained with. Parameters that adapt to the data adapt to what each fold may train on, so that
 * the held-out rows have no part in them, and the purge gap follows from each fold's own window.
 * Blocks that are to agree, but are too short to be learned alone, are held out in turn instead.
 * Throws bad-input where nothing would be held out, where a block is shorter than the detector's window, and where too little
 * is left to train on.
 */
export function planHoldOut(detector: AnyDetector, series: Series, wish: HoldOutWish): PlannedFold[] {
  if (wish.holdOut.kind !== 'blocks' || !wish.holdOut.agree) return plannedFolds(detector, series, wish)
  try {
    return plannedFolds(detector, series, wish)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'bad-input') throw error
    return plannedFolds(detector, series, { ...wish, holdOut: { ...wish.holdOut, agree: undefined } })
  }
}

function plannedFolds(
  detector: AnyDetector,
  series: Series,
  { holdOut, params: given, ranges }: HoldOutWish,
): PlannedFold[] {
  parseParams(detector.params, given)
  const stretches = cutSegments(series).map(rowsOf)
  const input = { times: series.times, stretches }
  const bare = foldsOf({ ...input, purge: 0 }, holdOut)
  if (bare.length === 0) throw badInput(nothingHeldOut(holdOut, rowsIn(stretches), series.times))
  return bare.map((fold, f) => {
    const learning = { params: given, ranges: ranges ? common(fold.train, ranges) : fold.train }
    const { params, window, least } = leaving(holdOut, f, 0, () => settings(detector, series, learning))
    if (least <= 1 && detector.learns === 'nothing')
      throw badInput(
        `"${detector.name}" learns nothing, so there is nothing to hold out from it: judge it on all rows.`,
      )
    if (holdOut.kind === 'blocks') checkBlocks(holdOut.blocks, rowsIn(stretches), window, detector.name)
    const purge = ('purge' in holdOut ? holdOut.purge : null) ?? window
    const { train, heldOut } = foldsOf({ ...input, purge }, holdOut)[f]
    const allowed = ranges ? common(train, ranges) : train
    leaving(holdOut, f, purge, () => settings(detector, series, { params, ranges: allowed }))
    const span = spanOf(heldOut)!
    const context = {
      first: Math.max(0, span.first - window),
      last: Math.min(series.times.length - 1, span.last + window),
    }
    const isScorable = within(stretches, context).some((part) => part.last - part.first + 1 >= window)
    return {
      heldOut,
      train: allowed.filter((range) => range.last - range.first + 1 >= least),
      params,
      window,
      purge,
      context: isScorable ? context : null,
    }
  })
}

function settings(
  detector: AnyDetector,
  series: Series,
  options: { params: Record<string, unknown>; ranges: RowRange[] },
) {
  const { params } = prepareTraining(detector, series, options)
  const { train, score } = detector.needs(params, series.channels.length)
  return { params, least: train, window: score }
}

/** Says what was held out before saying what is missing. */
function leaving<T>(holdOut: HoldOut, fold: number, purge: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'bad-input') throw error
    throw badInput(
      `${heldOutInWords(holdOut, fold)}${purge > 0 ? ` and a purge gap of ${counted(purge, 'row')}` : ''} leaves too little to train on. ${error.message}`,
    )
  }
}

/** Throws bad-input where a block is shorter than one window, with the number of blocks that would do. */
export function checkBlocks(blocks: number, rows: number, window: number, detector: string): void {
  if (Math.floor(rows / blocks) >= window) return
  const most = Math.floor(rows / window)
  throw badInput(
    `In ${blocks} blocks there are ${counted(Math.floor(rows / blocks), 'row')} each, and "${detector}" looks at ${counted(window, 'row')} at a time: ${most < 2 ? 'there are too few rows for cross-validation' : `at most ${most} blocks are possible`} here.`,
  )
}

export function heldOutInWords(holdOut: HoldOut, fold: number): string {
  if (holdOut.kind === 'blocks') return `Holding out block ${fold + 1} of ${holdOut.blocks}`
  if (holdOut.kind === 'from') return `Holding out everything from ${new Date(holdOut.time).toISOString()} on`
  return holdOut.kind === 'last'
    ? `Holding out the last ${Number((100 * holdOut.share).toPrecision(6))} %`
    : 'Holding out nothing'
}

export function nothingHeldOut(holdOut: HoldOut, rows: number, times: Float64Array): string {
  if (rows === 0) return 'There is no row in which every chosen channel has a value, so there is nothing to hold out.'
  if (holdOut.kind === 'from')
    return `Nothing can be held out from ${new Date(holdOut.time).toISOString()} on: the data end at ${new Date(times[times.length - 1]).toISOString()}.`
  return `${counted(rows, 'row')} cannot be held out in ${holdOut.kind === 'blocks' ? holdOut.blocks : 0} blocks.`
}

const rowsOf = (segment: Segment): RowRange => ({
  first: segment.start,
  last: segment.start + segment.times.length - 1,
})
