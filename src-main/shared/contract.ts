import { z } from 'zod'
import type { Agreement } from './agreement.ts'
import { candidateSource } from './candidates.ts'
import type { Comparison } from './comparison.ts'
import { adaptiveSettings, type DriftReport } from './drift.ts'
import { ensembleOptions } from './ensemble.ts'
import type { ChannelImportances, WindowExplanation } from './explanation.ts'
import type { DetectorInfo, EngineInfo, Suggestion, ThresholdInfo } from './detector-info.ts'
import type {
  Dataset, Detection, JobState, JournalEntry, Label, LabelClass, LabelSet, Lane, ProjectState, RecentProject, Run,
} from './project.ts'
import type { LabelFormatInfo } from './label-format-info.ts'
import { importRecipe, type ImportPreview } from './recipe.ts'

/** Pieces of arguments. */
const id = z.number().int().positive()
const time = z.number().finite()
const range = z.object({ start: time, end: time })
const seed = z.number().int().min(0).max(2 ** 31)
const paramValues = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
const token = z.string().min(1).max(200)
const name = z.string().trim().min(1).max(200)
const text = z.string().max(10_000)
const threshold = z.object({
  rule: z.string(),
  params: paramValues,
  minDurationMs: z.number().min(0),
  mergeGapMs: z.number().min(0),
  hysteresis: z.number().min(0).max(1),
})
const labelStatus = z.enum(['proposed', 'accepted', 'rejected'])
const labelDraft = z.object({
  set: id,
  class: id,
  start: time,
  end: time,
  channels: z.array(id).default([]),
  certainty: z.number().min(0).max(1).default(1),
  status: labelStatus.default('accepted'),
  note: text.default(''),
  origin: z.enum(['hand', 'import', 'detector']).default('hand'),
})
const labelChange = z.object({
  id,
  class: id.optional(),
  start: time.optional(),
  end: time.optional(),
  channels: z.array(id).optional(),
  certainty: z.number().min(0).max(1).optional(),
  status: labelStatus.optional(),
  note: text.optional(),
})
const classLook = {
  colour: z.string().max(40).optional(),
  key: z.string().regex(/^[1-9]$/).nullable().optional(),
  anomalous: z.boolean().optional(),
  exclusive: z.boolean().optional(),
}
export type LabelDraft = z.input<typeof labelDraft>
export type LabelChange = z.infer<typeof labelChange>

/** A file that the person chose. The token is opaque; the page never sees or sends a path. */
export interface FileRef {
  token: string
  name: string
  bytes: number
}

export interface FolderListing {
  /** For the eye only. */
  path: string
  folder: string
  parent: string | null
  entries: { token: string; name: string; kind: 'folder' | 'file'; bytes: number; modified: number }[]
}

export interface AppInfo {
  version: string
  host: 'electron' | 'serve'
  /** native: the host opens its own dialogs; browse: the page shows folders through files.browse. */
  picker: 'native' | 'browse'
  author: string
}

const filePurpose = z.enum(['import', 'project', 'labels'])
const savePurpose = z.enum(['project', 'scores', 'labels'])

/** One call: what goes in (checked on arrival) and what comes out. */
const call = <A extends z.ZodType, R>(args: A) => ({ args, result: undefined as unknown as R })
const nothing = z.object({}).strict()

/**
 * Every call that the page can make. From this object come the client, the handlers' type,
 * preload's and the socket's allow-lists and the validation of every argument.
 */
export const contract = {
  'app.info': call<typeof nothing, AppInfo>(nothing),
  /** Starts the engine if need be and says which one it is. */
  'app.engine': call<typeof nothing, EngineInfo>(nothing),

  'files.pick': reply<FileRef | null>()(z.object({ purpose: filePurpose })),
  'files.pickSave': reply<FileRef | null>()(z.object({ purpose: savePurpose, name })),
  /** Folder listing for hosts without a dialog of their own; null = the folder to start in. */
  'files.browse': reply<FolderListing>()(z.object({ folder: token.nullable(), purpose: filePurpose.or(savePurpose) })),
  /** A new file in a listed folder, for saving. */
  'files.name': reply<FileRef>()(z.object({ folder: token, name })),
  'files.reveal': reply<void>()(z.object({ token })),

  'project.current': reply<ProjectState | null>()(nothing),
  'project.recent': reply<RecentProject[]>()(nothing),
  /** file: from files.pickSave; null = a new file in the default folder, named after `name`. */
  'project.create': reply<ProjectState>()(z.object({ file: token.nullable(), name })),
  'project.open': reply<ProjectState>()(z.object({ file: token })),
  'project.openRecent': reply<ProjectState>()(z.object({ id: z.string() })),
  'project.forgetRecent': reply<void>()(z.object({ id: z.string() })),
  /** Makes (once) and opens the sample project. Answers when the dataset is ready. */
  'project.sample': reply<ProjectState>()(nothing),
  'project.close': reply<void>()(nothing),

  'datasets.list': reply<Dataset[]>()(nothing),
  'datasets.change': reply<Dataset>()(z.object({ dataset: id, name: name.optional(), zone: z.string().optional() })),
  'datasets.changeChannel': reply<Dataset>()(z.object({ channel: id, name: name.optional(), unit: z.string().max(40).nullable().optional(), description: text.optional() })),
  'datasets.remove': reply<void>()(z.object({ dataset: id })),

  'import.preview': reply<ImportPreview>()(z.object({ file: token, changed: importRecipe.partial().nullable() })),
  'import.start': reply<{ job: number }>()(z.object({ file: token, name, recipe: importRecipe })),

  /** Lanes for the screen. width — pixels. At most about 4 points per pixel come back. */
  'view.read': reply<Lane[]>()(z.object({ dataset: id, series: z.array(id).max(200), start: time, end: time, width: z.number().int().min(1).max(10_000) })),
  /** The exact row nearest to a time: what the cursor shows. */
  'view.at': reply<{ row: number; time: number; values: (number | null)[] }>()(z.object({ dataset: id, series: z.array(id).max(200), time })),

  'labels.classes': reply<LabelClass[]>()(nothing),
  'labels.createClass': reply<LabelClass>()(z.object({ name, ...classLook })),
  'labels.changeClass': reply<LabelClass>()(z.object({ class: id, name: name.optional(), ...classLook })),
  'labels.removeClass': reply<void>()(z.object({ class: id })),
  'labels.sets': reply<LabelSet[]>()(z.object({ dataset: id })),
  'labels.createSet': reply<LabelSet>()(z.object({ dataset: id, name, purpose: text.default(''), copyOf: id.nullable().default(null) })),
  'labels.removeSet': reply<void>()(z.object({ set: id })),
  /** Those that touch start…end, or all; sorted by start. */
  'labels.list': reply<Label[]>()(z.object({ set: id, start: time.optional(), end: time.optional(), limit: z.number().int().min(1).max(200_000).default(200_000) })),
  'labels.create': reply<Label[]>()(z.object({ labels: z.array(labelDraft).min(1).max(100_000) })),
  'labels.change': reply<Label[]>()(z.object({ changes: z.array(labelChange).min(1).max(100_000) })),
  'labels.remove': reply<void>()(z.object({ labels: z.array(id).min(1).max(100_000) })),
  /** One edit that removes some and creates others: a split, a merge, a settled disagreement. what — for the journal. */
  'labels.replace': reply<Label[]>()(z.object({ remove: z.array(id).max(100_000), create: z.array(labelDraft).max(100_000), what: name })),
  /** What was undone or redone; null where there is nothing. */
  'labels.undo': reply<JournalEntry | null>()(z.object({ dataset: id })),
  'labels.redo': reply<JournalEntry | null>()(z.object({ dataset: id })),
  'labels.journal': reply<JournalEntry[]>()(z.object({ dataset: id, limit: z.number().int().min(1).max(1000).default(200) })),
  /** The formats that labels can be exported in. */
  'labels.formats': reply<LabelFormatInfo[]>()(nothing),
  /** Labels as they were right after an entry of the journal. Can be undone; null where nothing is different. */
  'labels.restore': reply<JournalEntry | null>()(z.object({ dataset: id, entry: id })),
  'labels.import': reply<{ created: number; problems: string[] }>()(z.object({ file: token, set: id })),
  'labels.export': reply<{ leftOut: string[] }>()(z.object({ set: id, format: z.string(), file: token })),

  'sets.rename': reply<LabelSet>()(z.object({ set: id, name })),
  /** proposed — whether proposals count as labels. */
  'sets.compare': reply<Agreement>()(z.object({ first: id, second: id, proposed: z.boolean().default(false) })),
  /** A new set of what both say, and of what they differ in as proposals to be settled. */
  'sets.merge': reply<LabelSet>()(z.object({ first: id, second: id, name })),

  /** Proposes labels, the ones most worth a look first. known — left out because the set has a label there already, rejected ones too. */
  'review.propose': reply<{ proposed: number; known: number; found: number }>()(z.object({
    set: id, class: id, source: candidateSource, limit: z.number().int().min(1).max(10_000).default(200),
  })),

  'detectors.list': reply<{ detectors: DetectorInfo[]; thresholds: ThresholdInfo[] }>()(nothing),
  'detectors.suggest': reply<Suggestion>()(z.object({ dataset: id })),

  'train.start': reply<{ job: number; run: number }>()(z.object({
    dataset: id,
    detector: z.string(),
    params: paramValues,
    /** Channel ids; empty = all. */
    channels: z.array(id),
    /** Training ranges; empty = the whole dataset. */
    ranges: z.array(range).max(1000),
    /** Leave out of training what this set labels; also the labels that supervised detectors learn. */
    labelSet: id.nullable(),
    excludeLabels: z.boolean(),
    seed: z.number().int().min(0).max(2 ** 31),
    threshold: threshold.nullable(),
  })),
  'runs.list': reply<Run[]>()(z.object({ dataset: id })),
  'runs.rename': reply<Run>()(z.object({ run: id, name })),
  'runs.remove': reply<void>()(z.object({ run: id })),
  /** Applies the model of one run to another dataset. */
  'runs.score': reply<{ job: number; run: number }>()(z.object({ run: id, dataset: id })),
  /** Sets the threshold, finds detections and measures them against the label set. */
  'runs.judge': reply<Run>()(z.object({ run: id, threshold, labelSet: id.nullable() })),
  /** Makes one run out of several of the same dataset. */
  'runs.combine': reply<{ job: number; run: number }>()(ensembleOptions.extend({ runs: z.array(id).min(2).max(50), labelSet: id.nullable().default(null) })),
  'runs.detections': reply<Detection[]>()(z.object({ run: id, limit: z.number().int().min(1).max(100_000).default(10_000) })),
  'runs.export': reply<{ rows: number }>()(z.object({ run: id, file: token })),

  /** Trains detectors and ranks them, in the background. detectors — ids; none = everything classical and two networks. */
  'compare.start': reply<{ job: number }>()(z.object({
    dataset: id, detectors: z.array(z.string()).max(100).default([]), channels: z.array(id).default([]), labelSet: id.nullable().default(null), seed: seed.default(1),
  })),
  /** The last comparison of a dataset. */
  'compare.result': reply<Comparison | null>()(z.object({ dataset: id })),

  /** Trains on the ranges (none = the first fifth), scores what follows and learns on from what is normal. */
  'adaptive.start': reply<{ job: number; run: number }>()(adaptiveSettings.extend({
    dataset: id, detector: z.string(), params: paramValues, channels: z.array(id).default([]), ranges: z.array(range).max(1000).default([]),
    labelSet: id.nullable().default(null), excludeLabels: z.boolean().default(true), seed: seed.default(1),
    threshold: z.object({ rule: z.string(), params: paramValues }).nullable().default(null),
  })),
  /** What an adaptive run saw; null for any other run. */
  'adaptive.drift': reply<DriftReport | null>()(z.object({ run: id })),

  /** Shapley values per channel of the score of a window. */
  'explain.window': reply<WindowExplanation>()(z.object({ run: id, start: time, end: time, baseline: z.enum(['background', 'median']).default('background') })),
  /** Permutation importance per channel: by the labels of the set, or by the order of the points where there are none. */
  'explain.importance': reply<ChannelImportances>()(z.object({ run: id, labelSet: id.nullable().default(null) })),

  'jobs.list': reply<JobState[]>()(nothing),
  'jobs.cancel': reply<void>()(z.object({ job: id })),
  'jobs.log': reply<string>()(z.object({ job: id })),
  /** Forgets ended jobs. */
  'jobs.clear': reply<void>()(nothing),
} as const

function reply<R>() {
  return <A extends z.ZodType>(args: A) => call<A, R>(args)
}

export type CallName = keyof typeof contract
/** What a caller gives (defaults may be left out), and what a handler gets (complete and checked). */
export type CallInput<N extends CallName> = z.input<(typeof contract)[N]['args']>
export type CallArgs<N extends CallName> = z.output<(typeof contract)[N]['args']>
export type CallResult<N extends CallName> = (typeof contract)[N]['result']

/** Every call's handler. A missing one does not compile. */
export type Handlers = { [N in CallName]: (args: CallArgs<N>) => CallResult<N> | Promise<CallResult<N>> }
/** Those of one prefix: what one file in app/handlers exports. */
export type HandlersFor<P extends string> = Pick<Handlers, Extract<CallName, `${P}.${string}`>>

/** What the app tells the page without being asked. */
export interface Events {
  'project.changed': ProjectState | null
  'datasets.changed': Record<string, never>
  'labels.changed': { dataset: number }
  'runs.changed': { dataset: number }
  'compare.changed': { dataset: number }
  'jobs.changed': JobState[]
  /** Something went wrong outside any call, in a sentence. */
  'app.notice': { severity: 'note' | 'error'; message: string }
}
export type EventName = keyof Events
export const eventNames = ['project.changed', 'datasets.changed', 'labels.changed', 'runs.changed', 'compare.changed', 'jobs.changed', 'app.notice'] as const satisfies readonly EventName[]

/** The bridge that a host puts into the page: preload under Electron, a socket under the loopback server. */
export interface Bridge {
  call(name: CallName, args: unknown): Promise<{ ok: true; value: unknown } | { ok: false; error: import('./errors.ts').PlainError }>
  on(listener: (name: EventName, payload: unknown) => void): () => void
  /** A token for a file dropped on the page. */
  dropped(file: File): Promise<FileRef>
}
