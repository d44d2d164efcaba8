import { z } from 'zod'
import type { Agreement } from '../labels/agreement.ts'
import { candidateSource } from '../labels/candidates.ts'
import { eventMapping, type LabelFileLook } from '../labels/event-mapping.ts'
import type { LabelFormatInfo } from '../labels/label-format-info.ts'
import { labelsPage } from '../labels/label-limits.ts'
import type { JournalEntry, Label, LabelClass, LabelSet } from '../project.ts'
import type { Rounds } from '../labels/rounds.ts'
import { id, name, nothing, reply, text, time, token } from './call.ts'

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
const disagreement = z.object({
  kind: z.enum(['only first', 'only second', 'class', 'edges', 'several']),
  start: time,
  end: time,
  first: z.array(id),
  second: z.array(id),
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
  key: z
    .string()
    .regex(/^[1-9]$/)
    .nullable()
    .optional(),
  anomalous: z.boolean().optional(),
  exclusive: z.boolean().optional(),
}
export type LabelDraft = z.input<typeof labelDraft>
export type LabelChange = z.infer<typeof labelChange>

export const labelCalls = {
  'labels.classes': reply<LabelClass[]>()(nothing),
  'labels.createClass': reply<LabelClass>()(z.object({ name, ...classLook })),
  'labels.changeClass': reply<LabelClass>()(z.object({ class: id, name: name.optional(), ...classLook })),
  'labels.removeClass': reply<void>()(z.object({ class: id })),
  'labels.sets': reply<LabelSet[]>()(z.object({ dataset: id })),
  'labels.createSet': reply<LabelSet>()(
    z.object({ dataset: id, name, purpose: text.default(''), copyOf: id.nullable().default(null) }),
  ),
  'labels.removeSet': reply<void>()(z.object({ set: id })),
  /** Those that touch start…end, or a page of all; sorted by start. after — where the page before ended: only those behind it. */
  'labels.list': reply<Label[]>()(
    z.object({
      set: id,
      start: time.optional(),
      end: time.optional(),
      after: z.object({ start: time, id }).nullable().default(null),
      limit: z.number().int().min(1).max(labelsPage).default(labelsPage),
    }),
  ),
  'labels.create': reply<Label[]>()(z.object({ labels: z.array(labelDraft).min(1).max(100_000) })),
  'labels.change': reply<Label[]>()(z.object({ changes: z.array(labelChange).min(1).max(100_000) })),
  'labels.remove': reply<void>()(z.object({ labels: z.array(id).min(1).max(100_000) })),
  /** One edit that removes some and creates others: a split, a merge, a settled disagreement. what — for the journal. */
  'labels.replace': reply<Label[]>()(
    z.object({ remove: z.array(id).max(100_000), create: z.array(labelDraft).max(100_000), what: name }),
  ),
  /** What was undone or redone; null where there is nothing. */
  'labels.undo': reply<JournalEntry | null>()(z.object({ dataset: id })),
  'labels.redo': reply<JournalEntry | null>()(z.object({ dataset: id })),
  /** Newest first. before — only entries older than that one. */
  'labels.journal': reply<JournalEntry[]>()(
    z.object({
      dataset: id,
      limit: z.number().int().min(1).max(1000).default(200),
      before: id.nullable().default(null),
    }),
  ),
  /** The formats that labels can be exported in. */
  'labels.formats': reply<LabelFormatInfo[]>()(nothing),
  /** Labels as they were right after an entry of the journal. Can be undone; null where nothing is different. */
  'labels.restore': reply<JournalEntry | null>()(z.object({ dataset: id, entry: id })),
  /** What a label file is, before it is imported: of a table of events the person may say what its columns are. mapping — null = the guess. */
  'labels.look': reply<LabelFileLook>()(
    z.object({ file: token, set: id, mapping: eventMapping.nullable().default(null) }),
  ),
  /** classes — names of those that were made for the labels. mapping — null = by the headings. */
  'labels.import': reply<{ created: number; classes: string[]; problems: string[] }>()(
    z.object({ file: token, set: id, mapping: eventMapping.nullable().default(null) }),
  ),
  'labels.export': reply<{ leftOut: string[] }>()(z.object({ set: id, format: z.string(), file: token })),

  /** purpose — left out: stays. */
  'sets.rename': reply<LabelSet>()(z.object({ set: id, name, purpose: text.optional() })),
  /** proposed — whether proposals count as labels. */
  'sets.compare': reply<Agreement>()(z.object({ first: id, second: id, proposed: z.boolean().default(false) })),
  /** The first set's owner leaves a difference as it is, or looks at it again after all; without one, at all of them. */
  'sets.keep': reply<void>()(z.object({ first: id, second: id, disagreement })),
  'sets.reopen': reply<void>()(z.object({ first: id, second: id, disagreement: disagreement.nullable() })),
  /** A new set of what both say, and of what they differ in as proposals to be settled. */
  'sets.merge': reply<LabelSet>()(z.object({ first: id, second: id, name })),

  /** Proposes labels, the ones most worth a look first. known — left out because the set has a label there already, rejected ones too. */
  'review.propose': reply<{ proposed: number; known: number; found: number }>()(
    z.object({
      set: id,
      class: id,
      source: candidateSource,
      limit: z.number().int().min(1).max(10_000).default(200),
    }),
  ),
  /** Whether models got better from one training on the labels to the next. */
  'review.rounds': reply<Rounds>()(z.object({ dataset: id, labelSet: id.nullable() })),
} as const
