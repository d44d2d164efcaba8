import type { CleaningStep } from '../../shared/data/cleaning.ts'
import { badInput } from '../../shared/errors.ts'
import { durationMs } from '../../shared/duration.ts'
import type { ChannelInfo } from '../../shared/data/series.ts'
import { checkSteps, type ReadyStep } from '../cleaning/check.ts'
import { stepsFor } from '../cleaning/needed.ts'
import { reachOfStep, rowsAround } from '../cleaning/reach.ts'
import { spanOf } from '../cleaning/steps/resample.ts'
import type { RowSpan } from '../cleaning/step.ts'
import { ResampleStream } from './resample-stream.ts'
import { NearStep, scoreWholeFiles, type StepState, type StepStream } from './step-stream.ts'

/**
 * The cleaning steps of a model for series whose rows come piece by piece. channels — those that rows come with; stepMs — their usual step.
 * after — what the detector gets: the places of its channels among those after the steps, their step, and whether there are other rows
 * than before, with how long each of them stands. keeps — rows that a series holds about for its steps.
 */
export interface RowCleaning {
  channels: ChannelInfo[]
  stepMs: number
  keeps: number
  after: { places: number[]; stepMs: number; span: RowSpan | null; changesRows: boolean }
  streams(from?: readonly StepState[]): StepStream[]
}

/**
 * units — of raw channels, as far as they are known; channels — names of the model's own; stepMs — the usual step of the raw rows.
 * Throws bad-input where a step looks at the whole series, or does not fit the channels.
 */
export function rowCleaning(
  given: readonly CleaningStep[],
  channels: readonly string[],
  units: readonly ChannelInfo[],
  stepMs: number,
): RowCleaning {
  const { steps, raw } = stepsFor(
    given,
    channels,
    units.map(({ name }) => name),
  )
  const inputs = raw.map((name) => ({ name, unit: units.find((one) => one.name === name)?.unit ?? null }))
  const { ready, channels: after, problem } = checkSteps(steps, inputs)
  if (problem) throw badInput(`Cleaning step ${steps[problem.index].step} of the model: ${problem.message}`)
  for (const { kind, params } of ready) reachOfStep(kind, params, scoreWholeFiles)
  const places = channels.map((name) => after.findIndex((one) => one.name === name))
  const missing = channels.find((_, c) => places[c] < 0)
  if (missing !== undefined) throw badInput(`The model's cleaning steps leave no channel "${missing}".`)
  const last = ready.findLast(({ kind }) => kind.id === 'resample')
  return {
    channels: inputs,
    stepMs,
    keeps: rowsAround(steps, stepMs).around,
    after: {
      places,
      stepMs: last ? durationMs(String(last.params.step))! : stepMs,
      span: last ? spanOf(last.params) : null,
      changesRows: ready.some(({ kind }) => kind.dropsRows) || last !== undefined,
    },
    streams: (from) => streamsOf(ready, inputs, stepMs, from),
  }
}

function streamsOf(
  ready: readonly ReadyStep[],
  inputs: ChannelInfo[],
  usualMs: number,
  from?: readonly StepState[],
): StepStream[] {
  let channels = inputs
  let stepMs = usualMs
  return ready.map((step, s) => {
    const { kind, params, chosen } = step
    const before = channels
    channels = kind.channelsAfter?.(channels, chosen, params) ?? channels
    if (kind.id !== 'resample') return new NearStep(step, before, stepMs, from?.[s])
    const stream = new ResampleStream(params, before, stepMs, from?.[s])
    stepMs = durationMs(String(params.step))!
    return stream
  })
}
