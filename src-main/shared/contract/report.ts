import { z } from 'zod'
import { id, reply, token } from './call.ts'

/** What of a run can be exported as a table. */
export const exportKinds = ['scores', 'detections', 'labels'] as const
export const exportFormats = ['csv', 'parquet'] as const
export type ExportKind = (typeof exportKinds)[number]
export type ExportFormat = (typeof exportFormats)[number]

export const reportCalls = {
  /**
   * Writes the report of a run into a file from files.pickSave: PDF where its name ends in .pdf and the host can print,
   * else one HTML file. labelSet — what it is held against; null = no labels.
   */
  'report.start': reply<{ job: number }>()(z.object({ run: id, labelSet: id.nullable(), file: token })),
  /** An HTML report that was written in this session, for hosts whose page shows it itself. */
  'report.read': reply<{ name: string; html: string }>()(z.object({ file: token })),
  /**
   * Scores of a run, its detections, or a set's labels as a table. rows — without the header. Scores, one for each row of the
   * dataset, are written in a job; null where it was cancelled or failed, which the job itself says.
   */
  'report.export': reply<{ rows: number } | null>()(
    z.object({
      run: id,
      labelSet: id.nullable(),
      what: z.enum(exportKinds),
      format: z.enum(exportFormats),
      file: token,
    }),
  ),
} as const
