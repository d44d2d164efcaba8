import { readTimes } from '../../../db/series/series.ts'
import { StudioError } from '../../../shared/errors.ts'
import type { HoldOut, HoldOutPreview } from '../../../shared/models/hold-out.ts'
import { parseParams, type ParamSpecs } from '../../../shared/models/params.ts'
import { detectorById } from '../../../analysis/detectors/index.ts'
import { cutSegments, usualStep } from '../../../analysis/preprocessing/gaps.ts'
import type { EngineCalls } from '../../protocol.ts'
import { checkBlocks, nothingHeldOut } from '../../../analysis/splits/hold-out.ts'
import { foldsOf } from '../../../analysis/splits/index.ts'
import { rowsIn, spanOf } from '../../../analysis/splits/split.ts'
import { withProject } from '../with-project.ts'

/**
 * How a hold-out would divide a dataset, quick enough for a form: gaps are known from the times alone, so that rows in which a
 * channel has no value still count here, and the person's choice of training rows does not.
 */
export function previewHoldOut(args: EngineCalls['previewHoldOut']['args']): Promise<HoldOutPreview> {
  return withProject(args.project, (db) => {
    const detector = detectorById(args.detector)
    const needs = detector.needs(parseParams<ParamSpecs>(detector.params, args.params), args.channels)
    return previewOf(readTimes(db, args.dataset), args.holdOut, needs, detector.name)
  })
}

/** times — [n], epoch ms; needs — fewest points without a gap, of the detector. */
export function previewOf(
  times: Float64Array,
  holdOut: HoldOut,
  needs: { train: number; score: number },
  name: string,
): HoldOutPreview {
  const window = needs.score
  const purge = ('purge' in holdOut ? holdOut.purge : null) ?? window
  const step = usualStep(times)
  const stretches = cutSegments({ times, channels: [], values: [] }).map(({ start, times: own }) => ({
    first: start,
    last: start + own.length - 1,
  }))
  const folds = foldsOf({ times, stretches, purge }, holdOut)
  const parts = folds.map(({ heldOut, train }) => {
    const span = spanOf(heldOut)!
    return {
      heldOut: span,
      heldOutRows: rowsIn(heldOut),
      trainRows: rowsIn(train),
      start: times[span.first],
      end: times[span.last],
    }
  })
  const short = folds.findIndex(({ train }) => !train.some(({ first, last }) => last - first + 1 >= needs.train))
  return { window, purge, purgeMs: purge * (Number.isFinite(step) ? step : 0), parts, problem: problemOf() }

  function problemOf(): string | null {
    if (holdOut.kind === 'nothing') return null
    if (folds.length === 0) return nothingHeldOut(holdOut, rowsIn(stretches), times)
    try {
      if (holdOut.kind === 'blocks') checkBlocks(holdOut.blocks, rowsIn(stretches), window, name)
    } catch (error) {
      if (error instanceof StudioError) return error.message
      throw error
    }
    if (short < 0) return null
    return `Too little is left to train on${folds.length > 1 ? ` without block ${short + 1}` : ''}: "${name}" needs ${needs.train.toLocaleString('en')} rows without a gap.`
  }
}
