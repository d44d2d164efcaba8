import type { AnyDetector } from '../../analysis/detectors/detector.ts'
import { detectorById } from '../../analysis/detectors/index.ts'
import { parseThreshold } from '../../analysis/thresholds/index.ts'
import type { AdaptiveSettings } from '../../shared/watch/drift.ts'
import { checkEnsemble, ensembleOptions } from '../../shared/models/ensemble.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams } from '../../shared/models/params.ts'
import { checkBundleFolder } from '../../formats/bundle/write-bundle.ts'
import { stepsFrom, type TypedStep } from '../cleaning-options.ts'
import { outputFrom } from '../output.ts'
import { checkFile } from '../check-file.ts'
import { checkConflicts } from './conflicts.ts'
import type { DetectOptions, DetectPlan, EnsemblePlan } from './plan.ts'
import { parseHoldOut } from './held-out.ts'

export function parseDetect(
  train: string,
  score: string | undefined,
  options: DetectOptions,
  typed: readonly TypedStep[] = [],
): DetectPlan {
  for (const file of [train, score]) if (file !== undefined) checkFile(file)
  checkConflicts(score, options)
  if (options.exportModel !== undefined) checkBundleFolder(options.exportModel)
  if ((options.model !== undefined) !== (options.detector === 'onnx'))
    throw badInput('An ONNX model is named by both: --detector onnx --model FILE.')
  if (options.model !== undefined) checkFile(options.model)
  const holdOut = parseHoldOut(options)
  const ensemble = options.ensemble === undefined ? null : ensemblePlan(options.ensemble, options)
  // What goes on learning or is held out in parts needs a detector that is known beforehand.
  const named = options.detector ?? (options.adaptive || holdOut ? 'conv-autoencoder' : null)
  const detector = named === null || ensemble ? null : detectorById(named)
  const params = { ...presetOf(detector, options.preset), ...settings(options.set) }
  if (detector) parseParams(detector.params, params)
  else if (!ensemble && options.startFrom === undefined && options.set.length > 0)
    throw badInput('--set goes with --detector or --ensemble: what is suggested comes with its own settings.')
  return {
    train,
    score: score ?? null,
    detector,
    params,
    cleaning: stepsFrom(typed),
    normal: options.normal ?? null,
    gapSteps: positive('--gap-steps', options.gapSteps),
    joinMs: inMs('--join', options.join),
    leastMs: inMs('--min-duration', options.minDuration),
    ensemble,
    adaptive: options.adaptive ? adaptiveFrom(options) : null,
    explain: options.explain ?? false,
    holdOut,
    trainRows: options.trainRows === undefined ? null : wholeNumber('--train-rows', options.trainRows, 1, 2 ** 31),
    trainUntil: options.trainUntil ?? null,
    threshold: options.threshold === undefined ? null : parseThreshold(options.threshold),
    labels: options.labels ?? null,
    seed: wholeNumber('--seed', options.seed, 0, 2 ** 31),
    engine: engineFrom(options.engine),
    exportTo: options.exportModel ?? null,
    onnx: options.model ?? null,
    start:
      options.startFrom === undefined
        ? null
        : { from: options.startFrom, frozen: listed(options.freeze), names: settings(options.map ?? [], '--map') },
    out: options.out === undefined ? null : outputFrom(options.out, options.force, [train, score, options.labels]),
  }
}

/** The settings of a detector's preset, by its name in whatever case. */
function presetOf(detector: AnyDetector | null, name: string | undefined): Record<string, string> {
  if (name === undefined) return {}
  if (!detector) throw badInput('--preset goes with --detector: presets are settings of a detector.')
  const presets: Record<string, object> = detector.presets ?? {}
  const found = Object.keys(presets).find((known) => known.toLowerCase() === name.trim().toLowerCase())
  if (found === undefined)
    throw badInput(
      Object.keys(presets).length === 0
        ? `"${detector.id}" has no presets.`
        : `"${detector.id}" has no preset "${name}". Known: ${Object.keys(presets).join(', ')}.`,
    )
  return Object.fromEntries(Object.entries(presets[found]).map(([key, value]) => [key, String(value)]))
}

function positive(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const value = Number(text)
  if (!(value > 0) || !Number.isFinite(value)) throw badInput(`${option} must be a number above 0, not "${text}".`)
  return value
}

function inMs(option: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
    throw badInput(`${option} must be a number of seconds from 0, not "${text}".`)
  return 1000 * value
}

/** --set detector.key=value goes to that member. */
function ensemblePlan(list: string, given: DetectOptions): EnsemblePlan {
  const ids = list.split(',').map((id) => id.trim())
  const params = settings(given.set)
  const stray = Object.keys(params).find((key) => !ids.some((id) => key.startsWith(`${id}.`)))
  if (stray !== undefined) throw badInput(`In an ensemble --set takes detector.key=value; "${stray}" names no member.`)
  const members = ids.map((id) => {
    const detector = detectorById(id)
    const own = Object.fromEntries(
      Object.entries(params).flatMap(([key, value]) =>
        key.startsWith(`${id}.`) ? [[key.slice(id.length + 1), value]] : [],
      ),
    )
    parseParams(detector.params, own)
    return { detector, params: own }
  })
  const options = ensembleOptions.safeParse({
    standardise: given.standardise,
    combine: given.votes !== undefined ? 'votes' : given.weights !== undefined ? 'weighted' : given.combine,
    weights: given.weights?.split(',').map(Number),
    k: given.votes === undefined ? undefined : wholeNumber('--votes', given.votes, 1, 50),
  })
  if (!options.success)
    throw badInput(
      '--standardise takes z, rank or unify; --combine mean, max, all or any; --weights numbers from 0, such as 1,2,1.',
    )
  checkEnsemble(members.length, options.data)
  return { members, options: options.data }
}

function adaptiveFrom(given: DetectOptions): AdaptiveSettings {
  const count = (option: string, text: string | undefined, least: number) =>
    text === undefined ? null : wholeNumber(option, text, least, 10_000_000)
  return {
    batch: count('--score-batch', given.scoreBatch, 1),
    updateEvery: count('--update-every', given.updateEvery, 1),
    keep: count('--keep', given.keep, 2),
    acceptAfter: count('--accept-after', given.acceptAfter, 0) ?? 0,
  }
}

const listed = (text = '') =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function settings(list: string[], option = '--set'): Record<string, string> {
  return Object.fromEntries(
    list.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw badInput(`${option} takes ${option === '--set' ? 'key=value' : 'here=there'}, not "${text}".`)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
}

export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw badInput(`${option} must be a whole number from ${least}, not "${text}".`)
  return number
}

export function engineFrom(text: string | undefined): DetectPlan['engine'] {
  if (text === undefined) return 'auto'
  if (text === 'native' || text === 'wasm') return text
  throw badInput(`--engine must be native or wasm, not "${text}".`)
}
