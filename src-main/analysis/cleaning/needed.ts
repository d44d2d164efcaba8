import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { calendar } from '../formula/formula.ts'
import { channelsIn, parseFormula } from '../formula/parse.ts'
import { derive } from './steps/derive.ts'
import { drop } from './steps/drop.ts'
import { pieces } from './steps/pieces.ts'
import { stepKind } from './index.ts'

/**
 * What a model needs of the steps that its series had been through: the names of the raw channels that its own are made of, and the steps
 * that have a say in them, without the channels that have none. channels — names after the steps; known — of raw channels,
 * as far as they are known: "hour" in a formula is the hour of the day unless there is a channel of that name.
 */
export function stepsFor(
  steps: readonly CleaningStep[],
  channels: readonly string[],
  known: readonly string[],
): { steps: CleaningStep[]; raw: string[] } {
  let wanted = [...new Set(channels)]
  const kept: CleaningStep[] = []
  const derived = steps
    .filter(({ on, step }) => on && step === derive.id)
    .map(({ params }) => String(params.name).trim())
  const isChannel = (name: string) =>
    known.includes(name) || derived.includes(name) || !(calendar as readonly string[]).includes(name)
  for (const step of steps.filter(({ on }) => on).reverse()) {
    if (step.step === drop.id) continue
    if (step.step === derive.id) {
      const name = String(step.params.name).trim()
      if (!wanted.includes(name)) continue
      const parsed = parseFormula(String(step.params.formula), null)
      const parts = 'formula' in parsed ? channelsIn(parsed.formula).filter(isChannel) : []
      wanted = [...new Set([...wanted.filter((one) => one !== name), ...parts])]
    }
    if (step.step === pieces.id) wanted = [...new Set([...wanted, String(step.params.count).trim()])]
    const own = step.channels.filter((name) => wanted.includes(name))
    if (stepKind(step.step).byChannel && step.channels.length > 0 && own.length === 0) continue
    kept.push({ ...step, channels: own })
  }
  return { steps: kept.reverse(), raw: wanted }
}
