import { counted } from '../../../src-main/shared/counted.ts'
import type { LabelDraft } from '../../../src-main/shared/contract.ts'
import type { EventError } from '../../../src-main/shared/labels/event-errors.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import { draftOf } from '../labels/label-edits.ts'

/** What one key does to the labels about an error, as one edit. */
export interface ErrorFix {
  /** On the button. */
  title: string
  remove: number[]
  create: LabelDraft[]
  /** For the journal. */
  what: string
}

/** The journal takes so many characters. */
const longest = 200

/**
 * Makes the labels agree with the run: a false alarm becomes a label, a label that nothing was found in is rejected, one that was
 * found late begins where the detection does. run — its name. null where the labels of the error are not there any more.
 */
export function fixOf(
  error: EventError,
  labels: readonly Label[],
  made: { set: number; class: number; className: string },
  run: string,
): ErrorFix | null {
  if (error.kind === 'false alarm') {
    const label: LabelDraft = {
      set: made.set,
      class: made.class,
      start: error.start,
      end: error.end,
      origin: 'detector',
      status: 'accepted',
    }
    return {
      title: `Label it “${made.className}”`,
      remove: [],
      create: [label],
      what: entry('Labelled a false alarm', run),
    }
  }
  const own = labels.filter((label) => error.labels.includes(label.id))
  if (own.length === 0) return null
  const many = counted(own.length, 'label')
  if (error.kind === 'missed' || error.detectedFrom === null)
    return {
      title: own.length === 1 ? 'Reject the label' : `Reject the ${many}`,
      remove: own.map((l) => l.id),
      create: own.map((l) => ({ ...draftOf(l), status: 'rejected' as const })),
      what: entry(`Rejected ${many}`, run),
    }
  const from = error.detectedFrom
  const early = own.filter((label) => label.start < from)
  return {
    title: 'Begin the label at the detection',
    remove: early.map((l) => l.id),
    what: entry(`Began ${counted(early.length, 'label')} at the detection`, run),
    // One that ends before the detection begins has nothing left to begin.
    create: early.map((l) =>
      l.end < from ? { ...draftOf(l), status: 'rejected' as const } : { ...draftOf(l), start: from },
    ),
  }
}

function entry(done: string, run: string): string {
  const text = `${done}, changed while looking at run “${run}”`
  return text.length <= longest ? text : `${text.slice(0, longest - 2)}…”`
}
