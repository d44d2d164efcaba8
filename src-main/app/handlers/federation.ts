import type { HandlersFor } from '../../shared/contract.ts'
import { counted } from '../../shared/counted.ts'
import type { FileRef } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord, noRecord } from '../job-record.ts'

export function federationHandlers({
  engine,
  jobs,
  emit,
  files,
  project,
  write,
}: HandlerContext): HandlersFor<'federation'> {
  /** What was written there, to be read from now on. */
  const written = (out: string): FileRef => files.admit(files.output(out).path)
  return {
    'federation.look': ({ file }) => engine.ask('lookAtFederation', { path: files.path(file) }),
    'federation.lookAtUpdate': ({ file }) => engine.ask('lookAtUpdate', { path: files.path(file) }),
    'federation.begin': async ({ out, ...chosen }) => {
      if (new Set(chosen.channels).size < chosen.channels.length)
        throw badInput('A channel is named twice: each has its own name.')
      const look = await engine.ask('beginFederation', { ...chosen, out: files.output(out) })
      return { look, file: written(out) }
    },
    'federation.train': ({ file, out, ...rows }) => {
      const { db, path, readOnly } = project()
      const federation = files.path(file)
      const { id: job } = jobs.add({
        kind: 'train',
        title: `Train ${rows.site} for the other sites`,
        record: readOnly ? noRecord() : jobRecord(db),
        work: async (options, tell) => {
          const asked = { project: path, federation, ...rows, out: files.output(out) }
          const { round, rows: used } = await engine.ask('trainFederatedSite', asked, options)
          tell(
            `${round === 0 ? 'Sums' : `Weights of round ${round}`}, of ${counted(used, 'row')} of ${rows.site}, are ready to be carried to whoever merges.`,
          )
        },
      })
      return { job, file: written(out) }
    },
    'federation.merge': ({ file, updates, out }) => {
      const asked = {
        federation: files.path(file),
        updates: updates.map((update) => files.path(update)),
        out: files.output(out),
      }
      const { db, readOnly } = project()
      const { id: job } = jobs.add({
        kind: 'compare',
        title: `Merge the updates of ${counted(updates.length, 'site')}`,
        record: readOnly ? noRecord() : jobRecord(db),
        work: async (options, tell) => {
          const { look, refused } = await engine.ask('mergeFederation', asked, options)
          const { round, sites, rows } = look.history.at(-1)!
          tell(
            [
              `${round === 0 ? 'The scaling' : `Round ${round}`} of ${counted(sites.length, 'site')} and ${counted(rows, 'row')} is ready to be carried back to the sites.`,
              ...refused,
            ].join(' '),
          )
        },
      })
      return { job, file: written(out) }
    },
    'federation.apply': ({ file, ...rows }) => {
      const { db, path } = write()
      const federation = files.path(file)
      const { id: job } = jobs.add({
        kind: 'score',
        title: `Use the model of all sites at ${rows.site}`,
        dataset: rows.datasets[0],
        record: jobRecord(db),
        work: async (options, tell) => {
          const { runs } = await engine.ask('applyFederation', { project: path, federation, ...rows }, options)
          for (const dataset of rows.datasets) emit('runs.changed', { dataset })
          tell(`${counted(runs.length, 'run')} of the model of all sites at ${rows.site}.`)
        },
      })
      return { job }
    },
  }
}
