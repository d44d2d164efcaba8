import type { CleaningProblem, CleaningStep } from '../../shared/data/cleaning.ts'
import { StudioError } from '../../shared/errors.ts'
import { parseParams, type ParamSpecs, type ParamValues } from '../../shared/models/params.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { channelsIn, parseFormula } from '../formula/parse.ts'
import { derive } from './steps/derive.ts'
import { stepKind } from './index.ts'
import type { AnyStep } from './step.ts'

/** A step that can be applied. index — in the list as it was given; chosen — indices of channels as they are when it comes. */
export interface ReadyStep {
  index: number
  kind: AnyStep
  params: ParamValues
  chosen: number[]
}

/**
 * The steps that are on, ready to be applied to a series of these channels, and the channels after them. Where one cannot be, what is
 * wrong with it (an unknown step, parameter, channel, or a formula with the place in it), and the steps before it alone.
 */
export function checkSteps(
  steps: readonly CleaningStep[],
  given: readonly ChannelInfo[],
): { ready: ReadyStep[]; channels: ChannelInfo[]; problem: CleaningProblem | null } {
  const ready: ReadyStep[] = []
  let channels: ChannelInfo[] = [...given]
  const stopped = (index: number, problem: Omit<CleaningProblem, 'index'>) => ({
    ready,
    channels,
    problem: { index, ...problem },
  })
  for (const [index, step] of steps.entries()) {
    if (!step.on) continue
    try {
      const kind = stepKind(step.step)
      const params: ParamValues = parseParams<ParamSpecs>(kind.params, step.params)
      const wrong = kind.wrong?.(params)
      if (wrong) return stopped(index, { message: wrong })
      const formula = kind.id === derive.id ? formulaProblem(steps, index, params, channels) : null
      if (formula) return stopped(index, formula)
      const chosen = kind.byChannel ? chosenOf(step.channels, channels) : []
      if (typeof chosen === 'string') return stopped(index, { message: missing(chosen, steps, index, channels) })
      ready.push({ index, kind, params, chosen })
      channels = kind.channelsAfter?.(channels, chosen, params) ?? channels
    } catch (error) {
      if (error instanceof StudioError && error.code === 'bad-input') return stopped(index, { message: error.message })
      throw error
    }
  }
  return { ready, channels, problem: null }
}

/** The indices of the named channels, all where none is named; the first name that is none. */
function chosenOf(names: readonly string[], channels: readonly ChannelInfo[]): number[] | string {
  if (names.length === 0) return [...channels.keys()]
  const unknown = names.find((name) => !channels.some((channel) => channel.name === name))
  if (unknown !== undefined) return unknown
  return [...channels.keys()].filter((c) => names.includes(channels[c].name))
}

function formulaProblem(
  steps: readonly CleaningStep[],
  index: number,
  params: ParamValues,
  channels: readonly ChannelInfo[],
): { message: string; from?: number; to?: number } | null {
  const name = String(params.name).trim()
  const text = String(params.formula)
  const names = channels.map((channel) => channel.name)
  const parsed = parseFormula(text, names)
  if ('formula' in parsed)
    return names.includes(name)
      ? { message: `There is a channel "${name}" already: give the new one another name.` }
      : null
  const { message, from, to } = parsed.problem
  // It names what other steps make: then it is their order, or a circle.
  const loose = parseFormula(text, [...names, ...derivedNames(steps)])
  if ('problem' in loose) return { message, from, to }
  const later = channelsIn(loose.formula).filter((used) => !names.includes(used))
  const circle = circleFrom(name, steps, names)
  if (circle) return { message: `The formulas go in a circle: ${circle.join(' needs ')}.`, from, to }
  return { message: missing(later[0], steps, index, channels), from, to }
}

function missing(
  name: string,
  steps: readonly CleaningStep[],
  index: number,
  channels: readonly ChannelInfo[],
): string {
  const maker = steps.findIndex(
    (step, i) => i > index && step.step === derive.id && String(step.params.name).trim() === name,
  )
  if (maker >= 0 && steps[maker].on) return `"${name}" is made by step ${maker + 1}, which comes later: move it up.`
  const off = steps.findIndex((step) => !step.on && step.step === derive.id && String(step.params.name).trim() === name)
  if (off >= 0) return `"${name}" is made by step ${off + 1}, which is switched off.`
  const known = channels.slice(0, 12).map((channel) => channel.name)
  return `There is no channel "${name}". Known: ${known.join(', ')}${channels.length > 12 ? ' …' : ''}.`
}

const derivedNames = (steps: readonly CleaningStep[]) =>
  steps.filter((step) => step.step === derive.id).map((step) => String(step.params.name).trim())

/** From a derived channel through what it needs back to itself; null where no way leads there. */
function circleFrom(name: string, steps: readonly CleaningStep[], channels: readonly string[]): string[] | null {
  const all = [...channels, ...derivedNames(steps)]
  const needs = (of: string): string[] => {
    const step = steps.find((one) => one.on && one.step === derive.id && String(one.params.name).trim() === of)
    const parsed = step && parseFormula(String(step.params.formula), all)
    return parsed && 'formula' in parsed ? channelsIn(parsed.formula).filter((used) => !channels.includes(used)) : []
  }
  const search = (way: string[]): string[] | null => {
    for (const next of needs(way[way.length - 1])) {
      if (next === name) return [...way, name]
      const found = way.includes(next) ? null : search([...way, next])
      if (found) return found
    }
    return null
  }
  return search([name])
}
