import { getDataset } from '../../db/datasets.ts'
import { addKnownErrors, listKnownErrors, removeKnownErrors } from '../../db/labels/known-errors.ts'
import { getSet } from '../../db/labels/label-sets.ts'
import type { Project } from '../../db/project.ts'
import { getRun } from '../../db/runs.ts'
import { readValues } from '../../db/series/series.ts'
import { readLanes } from '../../db/series/view.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { ErrorLook } from '../../shared/labels/event-errors.ts'
import { isSame, knownBy } from '../../shared/labels/known-errors.ts'
import type { Channel, Run } from '../../shared/project.ts'
import type { RowRange } from '../../shared/data/series.ts'
import type { HandlerContext } from '../context.ts'

/** Of a long error only as many rows in its middle are asked which channel adds most: enough to tell, and quick. */
const rowsWeighed = 2000

export function eventErrorHandlers(context: HandlerContext): HandlersFor<'event-errors'> {
  /** Throws bad-input where run and label set belong to different datasets. */
  const comparable = (db: Project, run: number, labelSet: number) => {
    const { dataset, name } = getRun(db, run)
    const set = getSet(db, labelSet)
    if (set.dataset !== dataset)
      throw badInput(`"${name}" and the label set "${set.name}" belong to different datasets.`)
    return getDataset(db, dataset)
  }
  return {
    'event-errors.list': async ({ run, labelSet, lateShare }) => {
      const { db, path: project } = context.project()
      const { stepMs } = comparable(db, run, labelSet)
      const found = await context.engine.ask('eventErrors', { project, run, labelSet, lateShare })
      const marks = knownBy(found.errors, listKnownErrors(db, run, labelSet), stepMs)
      return {
        ...found,
        errors: found.errors.map((error, i) => ({
          ...error,
          known: marks[i] && { author: marks[i].author, at: marks[i].at },
        })),
      }
    },
    'event-errors.ignore': ({ run, labelSet, known, errors }) => {
      const { db } = context.write()
      const { stepMs } = comparable(db, run, labelSet)
      const marks = listKnownErrors(db, run, labelSet)
      if (known) {
        const have = knownBy(errors, marks, stepMs)
        addKnownErrors(
          db,
          run,
          labelSet,
          errors.filter((_, i) => have[i] === null),
          context.host.author,
        )
      } else
        removeKnownErrors(
          db,
          marks.filter((mark) => errors.some((error) => isSame(error, mark, stepMs))).map(({ id }) => id),
        )
    },
    'event-errors.look': async ({ run: id, width, looks }) => {
      const { db } = context.project()
      const run = getRun(db, id)
      if (run.scores === null) throw badInput(`"${run.name}" has no scores yet.`)
      const { channels } = getDataset(db, run.dataset)
      const out: ErrorLook[] = []
      for (const look of looks) {
        const most = leading(db, run, channels, look)
        const [score, lane] = readLanes(db, {
          dataset: run.dataset,
          series: [run.scores, ...(most ? [most.channel.series] : [])],
          start: look.start,
          end: look.end,
          width,
        })
        out.push({
          score,
          channel: most && {
            id: most.channel.id,
            name: most.channel.name,
            unit: most.channel.unit,
            share: most.share,
            lane,
          },
        })
        // Other calls come in between: a run over hundreds of channels takes a while.
        await new Promise((resolve) => setImmediate(resolve))
      }
      return out
    },
  }
}

/** The channel with the greatest mean share of the score; null where the run gives no contributions, or none here. */
function leading(
  db: Project,
  run: Run,
  channels: readonly Channel[],
  { first, last }: RowRange,
): { channel: Channel; share: number } | null {
  const from = Math.max(first, Math.floor((first + last - rowsWeighed) / 2))
  let best: { channel: Channel; share: number } | null = null
  run.contributions.forEach((series, c) => {
    const channel = channels.find(({ name }) => name === run.model.channels[c])
    const shares = readValues(db, series, from, Math.min(last, from + rowsWeighed)).filter(
      (share) => !Number.isNaN(share),
    )
    const share = shares.reduce((sum, one) => sum + one, 0) / shares.length
    if (channel && share > (best?.share ?? 0)) best = { channel, share }
  })
  return best
}
