import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { getRun } from '../../db/runs.ts'
import { temporaryFolder } from '../../files/abandoned.ts'
import { checkOutput, writeOutput } from '../../files/output.ts'
import type { CallResult, HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord, noRecord } from '../job-record.ts'
import { removeLeft } from '../../files/held.ts'

export function reportHandlers(context: HandlerContext): HandlersFor<'report'> {
  const { engine, files, host, jobs } = context
  /** The page may read what it had written here, and no other file. */
  const written = new Set<string>()
  return {
    'report.start': ({ run: id, labelSet, file }) => {
      const { db, path: project, readOnly } = context.project()
      const run = getRun(db, id)
      if (run.status !== 'ready') throw badInput(`"${run.name}" has no scores yet, so there is nothing to report.`)
      const output = files.output(file)
      const { path } = output
      const { printPdf } = host
      const pdf = /\.pdf$/i.test(path)
      if (pdf && !printPdf)
        throw badInput(
          'PDF cannot be written from here: save the report as HTML, open it in the browser and print it to PDF there.',
        )
      checkOutput(output)
      const { id: job } = jobs.add({
        kind: 'export',
        title: `Report of ${run.name}`,
        dataset: run.dataset,
        run: id,
        record: readOnly ? noRecord() : jobRecord(db),
        work: async (options) => {
          const order = { project, run: id, labelSet, app: host.version }
          if (!pdf) {
            await engine.ask('report', { ...order, ...output }, options)
            return void written.add(path)
          }
          const folder = await temporaryFolder('anomaly-studio-report-')
          try {
            const html = join(folder, 'report.html')
            await engine.ask('report', { ...order, path: html }, options)
            options.onProgress?.({ phase: 'Printing', done: 0, total: 0, unit: '' })
            const bytes = await printPdf!(html, options.signal)
            await writeOutput(output, (out) => out.writeFile(bytes))
          } finally {
            await removeLeft(folder)
          }
        },
      })
      return { job }
    },
    'report.read': async ({ file }) => {
      const { path } = files.output(file)
      if (!written.has(path)) throw badInput('That is no report that was made in this session.')
      return { name: basename(path), html: await readFile(path, 'utf8') }
    },
    'report.export': async ({ run: id, labelSet, what, format, file }) => {
      const { db, path: project, readOnly } = context.project()
      const run = getRun(db, id)
      const order = { project, run: id, labelSet, what, format, ...files.output(file) }
      // Detections and labels are few, and need not wait for a training.
      if (what !== 'scores') return engine.ask('exportTable', order)
      let answer: CallResult<'report.export'> = null
      await jobs.add({
        kind: 'export',
        title: `Export scores of ${run.name}`,
        dataset: run.dataset,
        run: id,
        record: readOnly ? noRecord() : jobRecord(db),
        work: async (options) => void (answer = await engine.ask('exportTable', order, options)),
      }).finished
      return answer
    },
  }
}
