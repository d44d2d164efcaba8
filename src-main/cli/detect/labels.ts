import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { previewFile } from '../../formats/importers/index.ts'
import type { ReadSeries } from '../../formats/importers/sinks/memory-sink.ts'
import type { Job } from '../../analysis/job.ts'
import { badInput } from '../../shared/errors.ts'
import { checkFile } from '../check-file.ts'

/** Where labels come from: a column of the data files, a file of labelled windows, or whatever a file has of its own. */
export type LabelSource = { kind: 'column'; column: string } | { kind: 'file'; path: string } | { kind: 'own' }

/** What --labels means. A column of that name wins over a file of that name. Throws bad-input where it is neither. */
export async function labelSource(given: string | null, scoredFile: string, job: Job): Promise<LabelSource> {
  if (given === null) return { kind: 'own' }
  const { columns } = await previewFile(scoredFile, null, job)
  if (columns.some((column) => column.name === given)) return { kind: 'column', column: given }
  if (existsSync(given)) {
    checkFile(given)
    return { kind: 'file', path: given }
  }
  throw badInput(
    `"${given}" is neither a column of ${basename(scoredFile)} (${columns.map((column) => column.name).join(', ')}) nor a file.`,
  )
}

/** flags — [n], 1 = labelled, or null where there are no labels; from — where they come from, in words; problems — sentences. */
export interface FoundLabels {
  flags: Uint8Array | null
  from: string
  problems: string[]
}

export async function labelsOf(source: LabelSource, file: ReadSeries, path: string): Promise<FoundLabels> {
  if (source.kind === 'file') {
    const { windowFlags } = await import('../label-windows.ts')
    return { ...(await windowFlags(source.path, path, file)), from: basename(source.path) }
  }
  const column = source.kind === 'column' ? source.column : ownColumn([...file.labels.keys()])
  const flags = column === null ? null : (file.labels.get(column) ?? null)
  return { flags, from: `column "${column}"`, problems: [] }
}

/** Of the 0/1 columns that the importer took for labels: the one named after anomalies, else any that does not mark changes. */
export function ownColumn(names: string[]): string | null {
  return names.find((name) => /anomal/i.test(name)) ?? names.find((name) => !/change/i.test(name)) ?? null
}
