import { existsSync, lstatSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AnyDetector } from '../../analysis/detectors/detector.ts'
import { detectorById } from '../../analysis/detectors/index.ts'
import { badInput } from '../../shared/errors.ts'
import { parseParams } from '../../shared/models/params.ts'
import type { SiteWay } from '../../shared/sites/sites.ts'
import { engineFrom, wholeNumber } from '../detect/options.ts'

/** As typed. */
export interface TrainOptions {
  sites: string
  by: string
  detector: string
  set: string[]
  trainShare: string
  trainRows?: string
  labels?: string
  leaveOneOut?: boolean
  seed: string
  engine?: string
  out?: string
  json?: boolean
}

export interface TrainPlan {
  sites: string
  /** The column that names a row's site; null = each file is one. */
  column: string | null
  detector: AnyDetector
  params: Record<string, string>
  /** Of each site, at its beginning. */
  train: { rows: number } | { share: number }
  labels: string | null
  ways: SiteWay[]
  seed: number
  engine: 'native' | 'wasm' | 'auto'
  out: string | null
}

/** Throws bad-input. */
export function parseTrain(options: TrainOptions): TrainPlan {
  if (!existsSync(options.sites)) throw badInput(`There is no folder or file "${options.sites}".`)
  const column = options.by.toLowerCase() === 'file' ? null : options.by
  if (column === null && !statSync(options.sites).isDirectory())
    throw badInput(`"${options.sites}" is one file: name the column that holds the sites with --by.`)
  const detector = detectorById(options.detector)
  if (detector.learns === 'labels')
    throw badInput(`"${detector.id}" learns from labels: "train" takes detectors that learn what is normal.`)
  const params = Object.fromEntries(
    options.set.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw badInput(`--set takes key=value, not "${text}".`)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
  parseParams(detector.params, params)
  const text = options.trainShare
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
  if (!(share > 0 && share <= 1)) throw badInput(`--train-share must be a share such as 0.4 or 40%, not "${text}".`)
  if (options.out !== undefined && lstatSync(resolve(options.out), { throwIfNoEntry: false }))
    throw badInput(`There is already something named "${options.out}": choose another name.`)
  return {
    sites: options.sites,
    column,
    detector,
    params,
    train:
      options.trainRows === undefined
        ? { share }
        : { rows: wholeNumber('--train-rows', options.trainRows, 2, 2 ** 31) },
    labels: options.labels ?? null,
    ways: [
      'own',
      'common',
      ...(detector.continues ? (['tuned'] as const) : []),
      ...(options.leaveOneOut ? (['left out'] as const) : []),
    ],
    seed: wholeNumber('--seed', options.seed, 0, 2 ** 31),
    engine: engineFrom(options.engine),
    out: options.out ?? null,
  }
}
