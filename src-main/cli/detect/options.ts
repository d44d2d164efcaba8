import { existsSync, statSync } from 'node:fs'
import { detectorById } from '../../analysis/detectors/index.ts'
import type { AnyDetector, ThresholdChoice } from '../../analysis/detectors/detector.ts'
import { parseThreshold } from '../../analysis/thresholds/index.ts'
import type { AdaptiveSettings } from '../../shared/drift.ts'
import { checkEnsemble, ensembleOptions, type EnsembleOptions } from '../../shared/ensemble.ts'
import type { Output } from '../../files/output.ts'
import { badInput } from '../../shared/errors.ts'
import type { HoldOut } from '../../shared/hold-out.ts'
import { parseParams } from '../../shared/params.ts'
import { outputFrom } from '../output.ts'
import { checkConflicts } from './conflicts.ts'
import { parseHoldOut, type HoldOutOptions } from './held-out.ts'

/** As typed. */
export interface DetectOptions extends HoldOutOptions {
  detector?: string
  ensemble?: string
  standardise?: string
  combine?: string
  weights?: string
  votes?: string
  adaptive?: boolean
  updateEvery?: string
  keep?: string
  scoreBatch?: string
  acceptAfter?: string
  explain?: boolean
  set: string[]
  trainRows?: string
  trainUntil?: string
  threshold?: string
  labels?: string
  seed: string
  engine?: string
  out?: string
  force?: boolean
  json?: boolean
}

/** Checked as far as possible before a file is read, so that a typing mistake costs no time. */
export interface DetectPlan {
  train: string
  /** null: the training file. */
  score: string | null
  detector: AnyDetector
  params: Record<string, string>
  /** Several detectors as one, instead of `detector`. */
  ensemble: EnsemblePlan | null
  /** null: `detector` is trained once. */
  adaptive: AdaptiveSettings | null
  explain: boolean
  /** null: nothing. */
  holdOut: HoldOut | null
  trainRows: number | null
  trainUntil: string | null
  /** null: the one that belongs to the detector. */
  threshold: ThresholdChoice | null
  labels: string | null
  seed: number
  engine: 'native' | 'wasm' | 'auto'
  out: Output | null
}

export function parseDetect(train: string, score: string | undefined, options: DetectOptions): DetectPlan {
  for (const file of [train, score]) if (file !== undefined) checkFile(file)
  checkConflicts(score, options)
  const holdOut = parseHoldOut(options)
  const ensemble = options.ensemble === undefined ? null : ensemblePlan(options.ensemble, options)
  const detector = detectorById(options.detector ?? 'conv-autoencoder')
  const params = settings(options.set)
  if (!ensemble) parseParams(detector.params, params)
  return {
    train,
    score: score ?? null,
    detector,
    params,
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
    out: options.out === undefined ? null : outputFrom(options.out, options.force, [train, score, options.labels]),
  }
}

/** Members with their settings, and how they become one. */
export interface EnsemblePlan {
  members: { detector: AnyDetector; params: Record<string, string> }[]
  options: EnsembleOptions
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

export function checkFile(path: string): void {
  if (path === '-') throw badInput('Standard input is not read: give the name of a file.')
  if (!existsSync(path)) throw badInput(`There is no file "${path}".`)
  if (!statSync(path).isFile()) throw badInput(`"${path}" is not a file.`)
}

function settings(list: string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw badInput(`--set takes key=value, not "${text}".`)
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
