import { StudioError, badInput } from '../shared/errors.ts'
import type { Channel, Dataset } from '../shared/project.ts'
import type { ImportRecipe, ImportReport } from '../shared/importing/recipe.ts'
import { clearRubbish } from './series/chunks.ts'
import { createDefaultSet } from './labels/label-sets.ts'
import type { Project } from './project.ts'
import { chunkRows } from './series/pyramid.ts'
import { newId, sql, write } from './file/statement.ts'
import { faultyRow } from './file/stored.ts'
import { storedGaps, storedRecipe, storedReport } from './file/stored-values.ts'

export interface NewDataset {
  name: string
  sourceFile: string
  /** IANA zone in which times are shown. */
  zone: string
  recipe: ImportRecipe | null
  /** The folder that its file was in, by its last name. */
  folder?: string
  site?: string
}

/** A dataset to be filled by `createDatasetWriter`, with the label set that every dataset has. Its status is importing. */
export function createDataset(
  db: Project,
  { name, sourceFile, zone, recipe, folder, site }: NewDataset,
  author = '',
): number {
  checkZone(zone)
  return write(db, () => {
    const made = sql(
      db,
      'INSERT INTO dataset (name, source_file, zone, recipe, status, created, folder, site) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      freeName(db, name),
      sourceFile,
      zone,
      recipe && JSON.stringify(recipe),
      'importing',
      Date.now(),
      folder ?? '',
      site ?? null,
    )
    createDefaultSet(db, newId(made), author)
    return newId(made)
  })
}

/** Ready for use: called when the writer has finished. */
export function finishDataset(db: Project, id: number, report: ImportReport | null): void {
  sql(db, 'UPDATE dataset SET status = ?, report = ? WHERE id = ?').run('ready', report && JSON.stringify(report), id)
}

interface DatasetRow {
  id: number
  name: string
  source_file: string
  zone: string
  status: Dataset['status']
  times: number | null
  row_count: number
  start: number
  end: number
  step_ms: number
  gaps: string
  recipe: string | null
  report: string | null
  label_count: number
  proposal_count: number
  labelled: number
  site: string | null
}

const select = `SELECT dataset.*, (
  SELECT count(*) FROM label JOIN label_set ON label_set.id = label.label_set
  WHERE label_set.dataset = dataset.id AND NOT label_set.removed) AS label_count, (
  SELECT count(*) FROM label JOIN label_set ON label_set.id = label.label_set
  WHERE label_set.dataset = dataset.id AND NOT label_set.removed AND label.status = 'proposed') AS proposal_count
FROM dataset`

export function listDatasets(db: Project): Dataset[] {
  return sql<DatasetRow>(db, `${select} ORDER BY id`)
    .all()
    .map((row) => datasetOf(db, row))
}

/** Throws not-found. */
export function getDataset(db: Project, id: number): Dataset {
  const row = sql<DatasetRow>(db, `${select} WHERE id = ?`).get(id)
  if (!row) throw gone()
  return datasetOf(db, row)
}

const gone = () => new StudioError('not-found', 'That dataset is not in the project any more.')

/** A dataset whose data cannot be what it says is interrupted; one that only lacks a part of its description can be used. */
function datasetOf(db: Project, row: DatasetRow): Dataset {
  const { read, check, sentence } = faultyRow()
  const usable = check(row.status !== 'ready' || plausible(db, row), 'the number of rows and their times')
  const recipe = row.recipe === null ? null : read<ImportRecipe | null>(row.recipe, storedRecipe, null)
  const report = row.report === null ? null : read<ImportReport | null>(row.report, storedReport, null)
  const gaps = read(row.gaps, storedGaps, [])
  const zone = check(isZone(row.zone), 'the time zone') ? row.zone : 'UTC'
  const broken = sentence(usable ? 'The data can be used.' : 'Remove the dataset and import it again.')
  return {
    id: row.id,
    name: row.name,
    sourceFile: row.source_file,
    rows: row.row_count,
    start: row.start,
    end: row.end,
    stepMs: row.step_ms,
    zone,
    status: usable ? row.status : 'interrupted',
    channels: listChannels(db, row.id),
    recipe,
    report,
    gaps,
    labelCount: row.label_count,
    proposalCount: row.proposal_count,
    labelled: row.labelled === 1,
    site: row.site,
    ...(broken === null ? {} : { broken }),
  }
}

/** Whether rows, times and step of a ready dataset can be so, and its time axis holds that many. */
function plausible(db: Project, { times, row_count, start, end, step_ms }: DatasetRow): boolean {
  const inRange = [start, end].every((time) => Math.abs(time) <= latestTime) && start <= end
  if (times === null || row_count < 1 || !inRange || !(step_ms > 0 && step_ms < Infinity)) return false
  const last = sql<{ position: number | null }>(
    db,
    'SELECT max(position) AS position FROM chunk WHERE series = ? AND level = 0',
  ).get(times)!.position
  return last !== null && Math.ceil(row_count / chunkRows) === last + 1
}

/** What a Date holds (ECMA-262): 100 million days on either side of 1970. */
const latestTime = 8.64e15

const zones = new Set<string>()

function isZone(zone: string): boolean {
  if (zones.has(zone)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    zones.add(zone)
    return true
  } catch {
    return false
  }
}

function listChannels(db: Project, dataset: number): Channel[] {
  return sql<Channel>(
    db,
    'SELECT id, name, unit, description, series, min, max, missing FROM channel WHERE dataset = ? ORDER BY position',
  )
    .all(dataset)
    .map((channel) =>
      Number.isFinite(channel.min ?? 0) && Number.isFinite(channel.max ?? 0)
        ? channel
        : { ...channel, min: null, max: null },
    )
}

export function changeDataset(
  db: Project,
  id: number,
  change: { name?: string; zone?: string; labelled?: boolean },
): Dataset {
  if (change.zone !== undefined) checkZone(change.zone)
  return write(db, () => {
    const { changes } = sql(
      db,
      'UPDATE dataset SET name = coalesce(?, name), zone = coalesce(?, zone), labelled = coalesce(?, labelled) WHERE id = ?',
    ).run(change.name ?? null, change.zone ?? null, change.labelled === undefined ? null : Number(change.labelled), id)
    if (changes === 0) throw gone()
    return getDataset(db, id)
  })
}

export interface ChannelChange {
  name?: string
  /** null takes the unit away. */
  unit?: string | null
  description?: string
}

/** Throws bad-input where the dataset has another channel of that name. */
export function changeChannel(db: Project, id: number, change: ChannelChange): Dataset {
  return write(db, () => {
    const row = sql<Channel & { dataset: number }>(db, 'SELECT * FROM channel WHERE id = ?').get(id)
    if (!row) throw new StudioError('not-found', 'That channel is not in the project any more.')
    const name = change.name ?? row.name
    if (sql(db, 'SELECT 1 FROM channel WHERE dataset = ? AND name = ? AND id <> ?').get(row.dataset, name, id))
      throw badInput(`This dataset already has a channel named "${name}".`)
    sql(db, 'UPDATE channel SET name = ?, unit = ?, description = ? WHERE id = ?').run(
      name,
      change.unit === undefined ? row.unit : change.unit,
      change.description ?? row.description,
      id,
    )
    return getDataset(db, row.dataset)
  })
}

/**
 * Takes a dataset out of the project at once, with its labels, runs and journal. Its bulk is cleared away
 * in short steps afterwards: the promise ends when that is done.
 */
export function removeDataset(db: Project, id: number): Promise<void> {
  write(db, () => {
    if (sql(db, 'DELETE FROM dataset WHERE id = ?').run(id).changes === 0) throw gone()
    sql(db, 'DELETE FROM model WHERE id NOT IN (SELECT model FROM run)').run()
  })
  return clearRubbish(db)
}

/** "pump", "pump (2)", "pump (3)": the same file may be imported twice. */
function freeName(db: Project, name: string): string {
  const taken = sql(db, 'SELECT 1 FROM dataset WHERE name = ?')
  if (!taken.get(name)) return name
  for (let n = 2; ; n++) if (!taken.get(`${name} (${n})`)) return `${name} (${n})`
}

function checkZone(zone: string): void {
  if (!isZone(zone)) throw badInput(`There is no time zone named "${zone}". Use a name such as Europe/Berlin or UTC.`)
}
