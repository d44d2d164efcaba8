import { getDataset } from '../../db/datasets.ts'
import { getRunTable, saveRunTable } from '../../db/reports.ts'
import { tableKey } from '../../db/run-table-key.ts'
import { writeOutput } from '../../files/output.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput } from '../../shared/errors.ts'
import type { RunTable } from '../../shared/runs/run-table.ts'
import { csvOf, markdownOf } from '../../shared/runs/run-table-text.ts'
import type { HandlerContext } from '../context.ts'
import { jobRecord } from '../job-record.ts'

export function runTableHandlers(context: HandlerContext): HandlersFor<'run-table'> {
  const { engine, jobs, files, emit } = context
  return {
    'run-table.last': ({ dataset, labelSet }) => {
      const { db } = context.project()
      const kept = getRunTable<RunTable>(db, dataset)
      return { table: kept?.table ?? null, current: kept !== null && kept.key === tableKey(db, dataset, labelSet) }
    },
    'run-table.start': ({ dataset, labelSet }) => {
      const { db, path: project } = context.write()
      const { id: job } = jobs.add({
        kind: 'compare',
        title: dataset === null ? 'Table of all runs' : `Table of runs on ${getDataset(db, dataset).name}`,
        ...(dataset !== null && { dataset }),
        record: jobRecord(db),
        work: async (options) => {
          // Taken before the work: what changes meanwhile makes the table out of date.
          const key = tableKey(db, dataset, labelSet)
          saveRunTable(db, dataset, key, await engine.ask('runTable', { project, dataset, labelSet }, options))
          emit('run-table.changed', { dataset })
        },
      })
      return { job }
    },
    'run-table.export': async ({ dataset, file, format, columns, sort, digits }) => {
      const kept = getRunTable<RunTable>(context.project().db, dataset)
      if (!kept) throw badInput('There is no table to export yet.')
      const text = format === 'csv' ? csvOf(kept.table, columns, sort) : markdownOf(kept.table, columns, sort, digits)
      await writeOutput(files.output(file), (out) => out.writeFile(text))
      return { rows: kept.table.rows.length }
    },
  }
}
