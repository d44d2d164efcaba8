import { badInput } from '../../shared/errors.ts'
import type { DetectOptions } from './plan.ts'

type Given = [name: string, value: unknown]
const first = (options: Given[]) => options.find(([, value]) => value !== undefined)?.[0]

/** Options that contradict each other, or that nothing would look at. Throws bad-input naming them. */
export function checkConflicts(score: string | undefined, options: DetectOptions): void {
  if (options.trainRows !== undefined && options.trainUntil !== undefined)
    throw badInput('Give --train-rows or --train-until, not both.')
  const combining: Given[] = [
    ['--votes', options.votes],
    ['--weights', options.weights],
    ['--combine', options.combine],
  ]
  const ofEnsemble = first([...combining, ['--standardise', options.standardise]])
  const ofAdaptive = first([
    ['--update-every', options.updateEvery],
    ['--keep', options.keep],
    ['--score-batch', options.scoreBatch],
    ['--accept-after', options.acceptAfter],
  ])
  if (options.ensemble === undefined && ofEnsemble) throw badInput(`${ofEnsemble} goes with --ensemble.`)
  if (!options.adaptive && ofAdaptive) throw badInput(`${ofAdaptive} goes with --adaptive.`)
  if (options.ensemble !== undefined) {
    const [one, other] = combining.filter(([, value]) => value !== undefined)
    if (other) throw badInput(`Give ${one[0]} or ${other[0]}, not both.`)
    if (options.detector !== undefined) throw badInput('Give --detector or --ensemble, not both.')
    if (options.adaptive) throw badInput('Give --ensemble or --adaptive, not both.')
    if (options.exportModel !== undefined) throw badInput('--export-model takes one detector, and no ensemble.')
    if (options.explain)
      throw badInput('--explain takes one detector at a time: explain the members of an ensemble one by one.')
  }
  checkStart(options)
  if (options.exportModel !== undefined && (options.adaptive || options.crossValidate !== undefined))
    throw badInput('--export-model takes a detector that is trained once.')
  if (options.holdOut !== undefined || options.crossValidate !== undefined) checkHoldOut(score, options)
  if (options.normal !== undefined) {
    const chosen = first([
      ['--detector', options.detector],
      ['--ensemble', options.ensemble],
      ['--adaptive', options.adaptive],
      ['--hold-out', options.holdOut],
      ['--cross-validate', options.crossValidate],
    ])
    if (chosen)
      throw badInput(
        `--normal is for the suggestion: with ${chosen}, say what to train on by --train-rows or --train-until.`,
      )
    if (options.explain && options.normal === 'unknown')
      throw badInput('Where nobody knows what is normal there is one model for each block: leave out --explain.')
  }
  if (options.gapSteps !== undefined && options.detector === undefined && options.startFrom === undefined)
    throw badInput('--gap-steps goes with --detector: the suggestion looks at gaps by itself.')
  if (
    options.gapSteps !== undefined &&
    (options.adaptive || options.holdOut !== undefined || options.crossValidate !== undefined)
  )
    throw badInput('--gap-steps goes with a detector that is trained once.')
}

/** A former model says what detector it is. */
function checkStart(options: DetectOptions): void {
  const alone = first([
    ['--map', options.map?.length ? options.map : undefined],
    ['--freeze', options.freeze],
  ])
  if (options.startFrom === undefined && alone) throw badInput(`${alone} goes with --start-from.`)
  const other = first([
    ['--detector', options.detector],
    ['--ensemble', options.ensemble],
    ['--preset', options.preset],
    ['--normal', options.normal],
    ['--adaptive', options.adaptive],
    ['--hold-out', options.holdOut],
    ['--cross-validate', options.crossValidate],
  ])
  if (options.startFrom !== undefined && other)
    throw badInput(`Give --start-from or ${other}, not both: the model that is started from says what is trained.`)
}

/** What holds data out says by itself what is trained on and what is judged. */
function checkHoldOut(score: string | undefined, options: DetectOptions): void {
  const name = options.holdOut === undefined ? '--cross-validate' : '--hold-out'
  if (score !== undefined) throw badInput(`${name} divides one file; with a second file, that one is already held out.`)
  const other =
    options.trainRows !== undefined
      ? '--train-rows'
      : options.trainUntil !== undefined
        ? '--train-until'
        : options.ensemble !== undefined
          ? '--ensemble'
          : options.adaptive
            ? '--adaptive'
            : null
  if (other) throw badInput(`Give ${name} or ${other}, not both.`)
  if (options.crossValidate !== undefined && options.explain)
    throw badInput('A cross-validated run has one model for each block: leave out --explain or --cross-validate.')
}
