import { scoreSeries } from '../../analysis/train-and-score.ts'
import type { Job } from '../../analysis/job.ts'
import { trainHeldOut } from '../../analysis/splits/train-held-out.ts'
import { badInput } from '../../shared/errors.ts'
import { MOST_BLOCKS, type HoldOut } from '../../shared/models/hold-out.ts'
import { labelsOf } from './labels.ts'
import { startEngine } from './engine.ts'
import { stopwatch, type DetectFiles, type Outcome } from './single.ts'
import type { DetectPlan, HoldOutOptions } from './plan.ts'

/** null where nothing is held out. Throws bad-input where the options are no numbers, or do not go together. */
export function parseHoldOut({ holdOut: share, crossValidate: blocks, purge: rows }: HoldOutOptions): HoldOut | null {
  if (share !== undefined && blocks !== undefined) throw badInput('Give --hold-out or --cross-validate, not both.')
  if (share === undefined && blocks === undefined) {
    if (rows !== undefined) throw badInput('--purge goes with --hold-out or --cross-validate.')
    return null
  }
  const purge = rows === undefined ? null : Number(rows)
  if (purge !== null && (!Number.isInteger(purge) || purge < 0))
    throw badInput(`--purge must be a number of rows, not "${rows}".`)
  if (blocks !== undefined) {
    const k = Number(blocks)
    if (!Number.isInteger(k) || k < 2 || k > MOST_BLOCKS)
      throw badInput(`--cross-validate must be a number of blocks from 2 to ${MOST_BLOCKS}, not "${blocks}".`)
    return { kind: 'blocks', blocks: k, purge }
  }
  const part = share!.endsWith('%') ? Number(share!.slice(0, -1)) / 100 : Number(share)
  if (!(part > 0 && part < 1)) throw badInput(`--hold-out must be a share such as 0.3 or 30%, not "${share}".`)
  return { kind: 'last', share: part, purge }
}

/** One detector, trained without what is held out, or once for each block without it; all rows are scored. */
export async function heldOut(holdOut: HoldOut, plan: DetectPlan, files: DetectFiles, job: Job): Promise<Outcome> {
  const detector = plan.detector!
  const { params } = plan
  const { series } = files.train
  const engine = await startEngine(detector, plan.engine)
  const labels = detector.learns === 'labels' ? (await labelsOf(files.source, files.train, plan.train)).flags : null
  const { model, scored, trained, heldOut, ...facts } = await trainHeldOut(
    detector,
    series,
    { holdOut, params, ranges: null, labels },
    job,
  )
  const clock = stopwatch()
  const { scores } = scored ?? (await scoreSeries(model, series, {}, job))
  const score = clock()
  return {
    model,
    engine,
    scores: { all: scores, from: scored ? 0 : heldOut!.first, windows: null },
    threshold: facts.threshold,
    seconds: { train: model.seconds, score: scored?.seconds ?? score },
    seen: { trained, heldOut, window: facts.window, purge: facts.purge },
    said: sentenceOf(holdOut, facts.purge),
  }
}

function sentenceOf(holdOut: HoldOut, purge: number): string {
  const gap =
    purge === 0
      ? ''
      : `, without the ${purge === 1 ? 'row' : `${purge.toLocaleString('en')} rows`} beside what it judges`
  return holdOut.kind === 'blocks'
    ? `Cross-validated in ${holdOut.blocks} blocks of time: every row is scored by a model that was trained on the other blocks${gap}; scores are in deviations above the usual score of each model.`
    : `Trained on what lies before the last ${Number((100 * (holdOut.kind === 'last' ? holdOut.share : 0)).toPrecision(6))} %${gap}; measures are of that last part alone.`
}
