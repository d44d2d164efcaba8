import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createDataset, getDataset } from '../../src-main/db/datasets.ts'
import { closeProject, openProject, type Project } from '../../src-main/db/file/open.ts'
import { readTimes, readValues } from '../../src-main/db/series/series.ts'
import type { ImportReport } from '../../src-main/shared/importing/recipe.ts'
import { libraryWords, type Campaign } from './campaign.ts'
import { EngineFailed, engineCall } from './import-engine.ts'
import { writtenTable, type WrittenTable } from './import-table.ts'

/** A random table with random mistakes, imported by the engine; the oracle knows what was written and accounts for every row and cell. */
export const importCampaign: Campaign = {
  id: 'import',
  what: 'A random table in a random dialect and encoding, some cells, lines or the whole file spoiled, imported by the engine',
  async attempt(seed, folder) {
    const table = writtenTable(seed)
    const file = join(folder, table.name)
    writeFileSync(file, table.bytes)
    const what = table.mutations.join(', ') || 'nothing spoiled'
    const path = join(folder, 'import.anomaly')
    const db = openProject(path, { role: 'app', create: true })
    try {
      const { recipe } = await engineCall('preview', { path: file, changed: null })
      if (recipe.time.kind === 'column') recipe.time.zone = 'UTC'
      const dataset = createDataset(db, { name: 'table', sourceFile: file, zone: 'UTC', recipe })
      const { report } = await engineCall('import', { project: path, dataset, path: file, recipe })
      const said = table.damage === 'surely' ? 'a damaged file was imported' : problemOf(table, report, db, dataset)
      const words = report.problems.map(({ message }) => message).find((message) => libraryWords.test(message))
      const wrong = said ?? (words === undefined ? null : `words of a library: ${words}`)
      return wrong === null ? { kind: 'right', what, said: '' } : { kind: 'failed', what, said: wrong, file }
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      if (error instanceof EngineFailed || libraryWords.test(said)) return { kind: 'failed', what, said, file }
      // What is whole but for some lines is read.
      return table.damage === 'none'
        ? { kind: 'failed', what, said: `refused: ${said}`, file }
        : { kind: 'refused', what, said }
    } finally {
      closeProject(db)
    }
  },
}

const countIn = (report: ImportReport, pattern: RegExp) =>
  report.problems.reduce((sum, { message }) => sum + Number(pattern.exec(message)?.[1].replaceAll(',', '') ?? 0), 0)

/** What of the table is not accounted for; null — nothing. */
function problemOf(table: WrittenTable, report: ImportReport, db: Project, dataset: number): string | null {
  const { channels } = getDataset(db, dataset)
  if (channels.length !== table.channels) return `${channels.length} channels of ${table.channels}`
  const comments = countIn(report, /^([\d,]+) lines? begins? with/)
  const headers = countIn(report, /header comes again ([\d,]+) time/)
  const told = report.rows + report.rejectedLines + report.missingTimes + comments + headers
  if (told !== table.lines)
    return `${table.lines} lines, and ${told} accounted for: ${report.rows} rows, ${report.rejectedLines} left out, ${report.missingTimes} without time, ${comments} comments, ${headers} headers`
  const times = readTimes(db, dataset)
  if (times.length !== report.rows) return `${report.rows} rows are said and ${times.length} are there`
  const values = channels.map(({ series }) => readValues(db, series))
  const rowsAt = new Map<number, number[]>()
  times.forEach((time, row) => rowsAt.set(time, [...(rowsAt.get(time) ?? []), row]))
  const lost = table.rows.filter(
    ({ time, values: expected }) =>
      !rowsAt.get(time)?.some((row) => expected.every((v, c) => v === undefined || Object.is(v, values[c][row]))),
  )
  if (lost.length > 0)
    return `${lost.length} rows are not read as they were written, the first of ${new Date(lost[0].time).toISOString()}`
  if (times.length > table.rows.length + table.doubtful) return 'there are more rows than were written'
  for (const [c, { missing, notNumbers, name }] of report.columns.entries()) {
    const found = values[c].reduce((sum, v) => sum + Number(Number.isNaN(v)), 0)
    if (found < missing || found > missing + notNumbers)
      return `${name}: ${found} cells are missing, and ${missing} + ${notNumbers} are said`
  }
  return null
}
