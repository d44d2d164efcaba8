import { badInput } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs } from '../../shared/models/params.ts'
import type { ThresholdChoice } from '../detectors/detector.ts'
import { alarmsPerWeek } from './alarms-per-week.ts'
import { bestF1 } from './best-f1.ts'
import { fixed } from './fixed.ts'
import { logMedianMad } from './log-median-mad.ts'
import { maximum } from './maximum.ts'
import { meanSigma } from './mean-sigma.ts'
import { medianMad } from './median-mad.ts'
import { medianMadDrift } from './median-mad-drift.ts'
import { peaksOverThreshold } from './peaks-over-threshold.ts'
import { percentile } from './percentile.ts'
import { skabLimit } from './skab.ts'
import { standsOut } from './stands-out.ts'
import { trimmedQuantile } from './trimmed-quantile.ts'
import type { AnyThreshold } from './threshold.ts'

/** Every threshold rule, in the order in which they are shown. */
export const thresholds: readonly AnyThreshold[] = [
  standsOut,
  maximum,
  meanSigma,
  percentile,
  medianMad,
  medianMadDrift,
  logMedianMad,
  trimmedQuantile,
  peaksOverThreshold,
  alarmsPerWeek,
  fixed,
  skabLimit,
  bestF1,
]

/** Throws bad-input with the known ids. */
export function thresholdById(id: string): AnyThreshold {
  const found = thresholds.find((t) => t.id === id)
  const hint = id !== '' && Number.isFinite(Number(id)) ? ` A number is written "fixed:${id}".` : ''
  if (!found)
    throw badInput(`There is no threshold rule "${id}". Known: ${thresholds.map((t) => t.id).join(', ')}.${hint}`)
  return found
}

/**
 * The command line's form: "maximum", "mean-sigma:k=3", "peaks-over-threshold:risk=1e-4,level=95", or with the first
 * parameter's name left out, "fixed:0.1". Missing parameters take their defaults. Throws bad-input with a sentence.
 */
export function parseThreshold(text: string): ThresholdChoice {
  const colon = text.indexOf(':')
  const rule = thresholdById((colon < 0 ? text : text.slice(0, colon)).trim())
  const specs: ParamSpecs = rule.params
  const names = Object.keys(specs)
  const given: Record<string, string> = {}
  const settings = colon < 0 ? [] : text.slice(colon + 1).split(',')
  settings.forEach((setting, i) => {
    const equals = setting.indexOf('=')
    if (equals < 0 && (i > 0 || names.length === 0))
      throw badInput(`"${setting.trim()}" in the threshold "${text}" is not of the form name=value.`)
    given[equals < 0 ? names[0] : setting.slice(0, equals).trim()] = setting.slice(equals + 1).trim()
  })
  return { rule: rule.id, params: parseParams(specs, given) }
}
