import { z } from 'zod'
import { alignment } from '../../shared/data/alignment.ts'
import { cleaningSteps, type CleaningStep } from '../../shared/data/cleaning.ts'
import type { DriftReport } from '../../shared/watch/drift.ts'
import { holdOut, type TrainingFacts } from '../../shared/models/hold-out.ts'
import { laneLayout, type LaneLayout } from '../../shared/data/lane-layout.ts'
import type { Measures } from '../../shared/runs/measures.ts'
import { modeSplit } from '../../shared/models/modes.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { thresholdBases, type EpochRecord, type Label, type ThresholdSetting } from '../../shared/project.ts'
import type { DetectorRanking } from '../../shared/runs/ranking.ts'
import { importRecipe, type ImportRecipe, type ImportReport } from '../../shared/importing/recipe.ts'
import type { TimeRange } from '../../shared/data/series.ts'
import type { StoredJson } from './stored.ts'

/**
 * What may lie in the project file as JSON. What is not named here passes by unseen, so that a version that writes a field more is
 * still read. A number that JSON cannot hold (NaN) lies there as null.
 */
const number = z.number()
const count = z.number().min(0)
const maybe = z.number().nullable()
const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
/** Of one run: as many as channels, of which a dataset has thousands at most. */
const mostSeries = 20_000
const range = z.looseObject({ start: number, end: number })
const rows = z.looseObject({ first: count, last: count })
const paramValues = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))

/** A schema for one of our types: what the fields that it leaves unseen hold is for the code that writes them to know. */
const as = <T>(what: string, schema: z.ZodType): StoredJson<T> => ({ what, schema: schema as z.ZodType<T> })

export const storedGaps = as<TimeRange[]>('gaps', z.array(range))
export const storedRecipe = as<ImportRecipe>('recipe of the import', importRecipe)
export const storedReport = as<ImportReport>(
  'report of the import',
  z.looseObject({
    rows: count,
    rejectedLines: count,
    firstRejected: z.looseObject({ line: number, reason: z.string() }).nullable(),
    missingTimes: count,
    duplicateTimes: count,
    outOfOrder: count,
    gaps: count,
    columns: z.array(
      z.looseObject({
        name: z.string(),
        missing: count,
        notNumbers: count,
        firstNotNumber: z.looseObject({ line: number, value: z.string() }).nullable(),
      }),
    ),
    problems: z.array(z.looseObject({ severity: z.enum(['note', 'warning', 'error']), message: z.string() })),
    seconds: number,
    aligned: alignment.extend({ datasets: z.array(z.looseObject({ name: z.string(), file: z.string() })) }).optional(),
  }),
)

export const storedParams = as<ParamValues>('parameters', paramValues)
export const storedNames = as<string[]>('channels', z.array(z.string()))
export const storedRanges = as<TimeRange[]>('training ranges', z.array(range))
export const storedHistory = as<EpochRecord[]>(
  'history of the training',
  z.array(z.looseObject({ epoch: number, loss: maybe, validationLoss: maybe.optional(), seconds: number })),
)
export const storedTraining = as<TrainingFacts>(
  'record of what the training saw',
  z.looseObject({
    dataset: id,
    holdOut,
    heldOut: rows.nullable(),
    purge: count,
    window: count,
    labelled: z.looseObject({ windows: count, rows: count }).nullable(),
    chosenOn: z.looseObject({ labelSet: id }).nullish(),
    rows: count.optional(),
    withoutLabels: z.literal(true).optional(),
    usual: z.looseObject({ centre: number, spread: number }).optional(),
    note: z.string().optional(),
    cleaning: cleaningSteps.optional(),
  }),
)
export const storedLayout = as<LaneLayout>('layout of lanes', laneLayout)
export const storedCleaning = as<CleaningStep[]>('cleaning steps', cleaningSteps)

export const storedContributions = as<number[]>('contributions', z.array(id).max(mostSeries))
export const storedExpected = as<number[]>('expected values', z.array(id).max(mostSeries))
export const storedThreshold = as<ThresholdSetting>(
  'threshold',
  z.looseObject({
    rule: z.string(),
    params: paramValues,
    minDurationMs: count,
    mergeGapMs: count,
    hysteresis: z.number().min(0).max(1),
    oracleValue: number.optional(),
    chosenOnJudged: number.optional(),
    modes: modeSplit.nullish(),
    normal: z.array(z.looseObject({ start: number, end: number })).optional(),
    before: z.object({ rule: z.string(), params: paramValues }).optional(),
    basis: z.looseObject({ of: z.enum(thresholdBases), scores: count }).optional(),
    found: z
      .looseObject({
        modes: z.array(z.looseObject({ name: z.string(), rows: count, by: count, threshold: maybe })),
        without: count,
        steps: z.array(z.looseObject({ start: number, threshold: maybe })).nullable(),
      })
      .nullish(),
  }),
)
export const storedMeasures = as<Measures>(
  'measures',
  z.looseObject({
    values: z.array(
      z.looseObject({
        id: z.string(),
        value: maybe,
        unit: z.string().optional(),
        badge: z.string().optional(),
        interval: z.array(maybe).length(2).nullish(),
        note: z.string().optional(),
      }),
    ),
    confusion: z.looseObject({ tp: count, fp: count, tn: count, fn: count }),
    assessed: count,
    notAssessed: count,
    windows: count,
    notes: z.array(z.string()),
    warnings: z.array(z.looseObject({ code: z.string(), message: z.string() })).optional(),
    judged: z.looseObject({ first: count, last: count, start: number, end: number }).optional(),
  }),
)

export const storedChannelIds = as<number[]>('channels', z.array(id))
const label = z.object({
  id,
  set: id,
  class: id,
  start: number,
  end: number,
  channels: z.array(id),
  certainty: number,
  status: z.enum(['proposed', 'accepted', 'rejected']),
  note: z.string(),
  author: z.string(),
  origin: z.enum(['hand', 'import', 'detector']),
})
export const storedLabels = as<Label[]>('labels', z.array(label))
export const storedSetIds = as<number[]>('label sets', z.array(id))

export const storedRanking = as<DetectorRanking>(
  'comparison of detectors',
  z.looseObject({
    by: z.enum(['labels', 'planted anomalies']),
    labelSet: id.nullish(),
    rows: z.array(
      z.looseObject({
        detector: z.string(),
        name: z.string(),
        params: paramValues,
        rank: maybe,
        aucPr: maybe,
        vusPr: maybe,
        agreement: maybe,
        kinds: z.record(z.string(), maybe).nullable(),
        seconds: z.looseObject({ train: number, score: number }),
        problem: z.string().nullable(),
      }),
    ),
    notes: z.array(z.string()),
  }),
)
export const storedDrift = as<DriftReport>(
  'drift',
  z.looseObject({
    channels: z.array(z.string()),
    points: z.array(z.looseObject({ time: number, psi: z.array(maybe), ks: z.array(maybe) })),
    updates: z.array(z.looseObject({ time: number, rows: count, kept: z.boolean(), note: z.string() })),
    settings: z.looseObject({ batch: number, updateEvery: number, keep: number, acceptAfter: number }),
  }),
)
/** Of a table only what its screens cannot do without: it is made again where it does not hold. */
export const storedTable = as<object>(
  'table of runs',
  z.looseObject({
    datasets: z.array(z.looseObject({ id, name: z.string() })),
    metrics: z.array(z.looseObject({ id: z.string(), name: z.string() })),
    rows: z.array(
      z.looseObject({
        key: z.string(),
        name: z.string(),
        detector: z.string(),
        params: paramValues,
        runs: z.array(z.looseObject({ run: id, dataset: id })),
        warnings: z.array(z.looseObject({ message: z.string() })),
        cells: z.record(z.string(), z.looseObject({ value: maybe })),
      }),
    ),
    notes: z.array(z.string()),
  }),
)
export const storedDraws = as<{ measures: Measures; values: (number | null)[]; draws: string }>(
  'draws',
  z.looseObject({ measures: storedMeasures.schema, values: z.array(maybe), draws: z.string() }),
)
