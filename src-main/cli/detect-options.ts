import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { detectorById } from '../engine/detectors/index.ts'
import type { AnyDetector, ThresholdChoice } from '../engine/detectors/detector.ts'
import { parseThreshold } from '../engine/thresholds/index.ts'
import { usualThreshold } from '../engine/thresholds/usual.ts'
import { badInput } from '../shared/errors.ts'
import { parseParams } from '../shared/params.ts'

/** As typed. */
export interface DetectOptions {
  detector: string
  set: string[]
  trainRows?: string
  trainUntil?: string
  threshold?: string
  labels?: string
  seed: string
  engine?: string
  out?: string
  json?: boolean
}

/** Checked as far as possible before a file is read, so that a typing mistake costs no time. */
export interface DetectPlan {
  train: string
  /** null: the training file. */
  score: string | null
  detector: AnyDetector
  params: Record<string, string>
  trainRows: number | null
  trainUntil: string | null
  threshold: ThresholdChoice
  labels: string | null
  seed: number
  engine: 'native' | 'wasm' | 'auto'
  out: string | null
}

export function parseDetect(train: string, score: string | undefined, options: DetectOptions): DetectPlan {
  for (const file of [train, score]) if (file !== undefined) checkFile(file)
  if (options.trainRows !== undefined && options.trainUntil !== undefined) throw badInput('Give --train-rows or --train-until, not both.')
  const detector = detectorById(options.detector)
  const sawEverything = score === undefined && options.trainRows === undefined && options.trainUntil === undefined
  const params = settings(options.set)
  parseParams(detector.params, params)
  return {
    train,
    score: score ?? null,
    detector,
    params,
    trainRows: options.trainRows === undefined ? null : wholeNumber('--train-rows', options.trainRows, 1, 2 ** 31),
    trainUntil: options.trainUntil ?? null,
    threshold: options.threshold === undefined ? usualThreshold(detector.threshold, sawEverything) : parseThreshold(options.threshold),
    labels: options.labels ?? null,
    seed: wholeNumber('--seed', options.seed, 0, 2 ** 31),
    engine: engineFrom(options.engine),
    out: options.out === undefined ? null : writable(options.out),
  }
}

/** Looked at before the training that would be in vain. */
function writable(path: string): string {
  const folder = dirname(resolve(path))
  if (!existsSync(folder)) throw badInput(`There is no folder "${folder}" to write scores into.`)
  if (existsSync(path) && !statSync(path).isFile()) throw badInput(`"${path}" is not a file.`)
  return path
}

function checkFile(path: string): void {
  if (!existsSync(path)) throw badInput(`There is no file "${path}".`)
  if (!statSync(path).isFile()) throw badInput(`"${path}" is not a file.`)
}

function settings(list: string[]): Record<string, string> {
  return Object.fromEntries(list.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw badInput(`--set takes key=value, not "${text}".`)
    return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
  }))
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most) throw badInput(`${option} must be a whole number from ${least}, not "${text}".`)
  return number
}

function engineFrom(text: string | undefined): DetectPlan['engine'] {
  if (text === undefined) return 'auto'
  if (text === 'native' || text === 'wasm') return text
  throw badInput(`--engine must be native or wasm, not "${text}".`)
}
