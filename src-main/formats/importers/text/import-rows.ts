import { badInput } from '../../../shared/errors.ts'
import type { ImportProblem, ImportRecipe, ImportReport } from '../../../shared/importing/recipe.ts'
import type { Job } from '../../../analysis/job.ts'
import { orderFacts, reportOf, spacingFacts } from '../facts.ts'
import type { RowSink } from '../importer.ts'
import type { ColumnFacts } from '../stream-rows.ts'
import { withFolder } from '../temporary-folder.ts'
import { isUtc } from '../../../shared/zone-offset.ts'
import { zonedToUtc } from '../zone.ts'
import { accountOf } from './account.ts'
import { farAway } from './far-away.ts'
import { acrossMidnight } from './midnight.ts'
import { namesOf, type LongNames, type LongPlan } from './names.ts'
import { pairNames } from './pair-rows.ts'
import { orderedRows } from './ordered.ts'
import { readRows, type ReadRows, type TextSource } from './read-rows.ts'
import type { RowPlan } from './row-plan.ts'
import { isElapsed } from './time-reader.ts'
import { widen } from './wide.ts'

/** How the rows of a text become a dataset. */
export interface TextPlan {
  source: TextSource
  rows: RowPlan
  recipe: ImportRecipe
  /** One row per value. */
  long: LongPlan | null
}

/** Reads a text once, puts its rows in time order, passes them to the sink and says what was found. */
export async function importRows(plan: TextPlan, sink: RowSink, job: Job): Promise<TextReport> {
  const began = performance.now()
  return withFolder(async (folder) => {
    const found = await readRows(plan.source, plan.rows, folder, job)
    try {
      return await put(plan, found, sink, job, began)
    } finally {
      await found.store.close()
    }
  })
}

async function put(plan: TextPlan, found: ReadRows, sink: RowSink, job: Job, began: number): Promise<TextReport> {
  const { recipe, rows: rowPlan } = plan
  if (found.times.length === 0) throw nothingRead(found, rowPlan)
  const { times, doubled, skipped } = await timesOf(recipe, found)
  const { outOfOrder } = orderFacts(times)
  const sorted = outOfOrder === 0
  const said = accountOf(found, rowPlan, recipe)
  const far = farAway(times)
  if (far) said.push(far)
  const turned = plan.long ? await namesOf(plan.long, found, recipe) : rowPlan.pairs ? pairNames(rowPlan, recipe) : null
  const put = turned
    ? await putLong(turned, plan, found, times, sorted, sink, job, said)
    : await putWide(plan, found, times, sorted, sink, job)
  const report = reportOf({
    rejected: found.rejected,
    badTime: found.untimed.first?.value ? found.untimed.first : null,
    columns: put.columns,
    facts: put.facts,
    rows: put.rows,
    outOfOrder: turned ? 0 : outOfOrder,
    duplicates: put.duplicates,
    gaps: put.gaps,
    doubled,
    skipped,
    missingTimes: found.untimed.count,
    timeColumn: recipe.time.kind === 'column' ? recipe.time.column : null,
    zone: recipe.time.kind === 'column' ? recipe.time.zone : 'UTC',
    fileRow: (row) => row,
    firstLine: rowPlan.skipLines + 1,
    lineWord: 'line',
    seconds: (performance.now() - began) / 1000,
  })
  return { ...report, problems: [...said, ...report.problems], ...kindOf(recipe, found, times), fill: put.fill }
}

/** [row] epoch ms in UTC. */
async function timesOf(
  { time }: ImportRecipe,
  found: ReadRows,
): Promise<{ times: Float64Array; doubled: number; skipped: number }> {
  if (time.kind === 'steps') {
    // Lines that could not be read have their step too.
    const times = new Float64Array(found.times.length)
    let at = 0
    for (let k = 0; k < found.store.blocks; k++) {
      const fileRows = (await found.store.blockAt(k)).at(-1)!
      for (const row of fileRows) times[at++] = time.start + row * time.stepMs
    }
    return { times, doubled: 0, skipped: 0 }
  }
  const local = acrossMidnight(time, found.times)
  if (isUtc(time.zone)) return { times: local, doubled: 0, skipped: 0 }
  const { utc, doubled, skipped } = zonedToUtc(local, found.fixed, time.zone)
  return { times: utc, doubled, skipped }
}

/** fill — what the names of a long table were found to have between their values. */
export type TextReport = ImportReport & { fill?: 'last' | 'empty' }

interface Put {
  fill?: 'last' | 'empty'
  rows: number
  columns: { name: string; role: 'value' | 'label'; bad: ReturnType<ReadRows['bad']['get']> }[]
  facts: ColumnFacts[]
  duplicates: number
  gaps: number
}

async function putWide(
  { rows: plan, recipe }: TextPlan,
  found: ReadRows,
  times: Float64Array,
  sorted: boolean,
  sink: RowSink,
  job: Job,
): Promise<Put> {
  const channels = recipe.channels.filter((channel) => channel.include)
  await sink.begin({
    channels: channels.map(({ name, unit }) => ({ name, unit })),
    labelColumns: recipe.labelColumns,
    rowEstimate: times.length,
  })
  const values = channels.length
  const labels = recipe.labelColumns.length
  let done = 0
  for await (const rows of orderedRows(found.store, times, sorted, job)) {
    await sink.rows({
      times: rows.times,
      values: rows.columns.slice(0, values),
      labels: rows.columns.slice(values, values + labels).map((column) => Uint8Array.from(column)),
      fileRows: rows.columns[values + labels],
    })
    done += rows.times.length
    await job.checkpoint({ phase: 'Writing', done, total: times.length, unit: 'rows' })
  }
  const { duplicates, gaps } = spacingFacts(sorted ? times : times.slice().sort())
  const names = [...channels.map(({ name }) => name), ...recipe.labelColumns]
  return {
    rows: times.length,
    columns: plan.columns.map(({ role }, c) => ({
      name: names[c],
      role: role === 'label' ? 'label' : 'value',
      bad: found.bad.get(c),
    })),
    facts: found.facts,
    duplicates,
    gaps,
  }
}

async function putLong(
  names: LongNames,
  plan: TextPlan,
  found: ReadRows,
  times: Float64Array,
  sorted: boolean,
  sink: RowSink,
  job: Job,
  said: ImportProblem[],
): Promise<Put> {
  said.push(...names.problems)
  await sink.begin({ channels: names.channels, columns: names.columns, labelColumns: [], rowEstimate: times.length })
  const facts = names.channels.map((): ColumnFacts => ({
    missing: 0, infinite: 0, firstInfinite: -1, min: Infinity, max: -Infinity, otherNumbers: 0, otherTexts: 0,
  })) // prettier-ignore
  const doubled = { count: 0 }
  const moments: Float64Array[] = []
  let done = 0
  const ordered = orderedRows(found.store, times, sorted, job)
  const values = plan.long?.values ?? plan.rows.columns.map((_, c) => c)
  for await (const rows of widen(ordered, names.channels.length, names.channelOf, values, names.fill, doubled)) {
    rows.values.forEach((column, c) => inspect(column, facts[c]))
    moments.push(rows.times)
    const n = rows.times.length
    await sink.rows({
      times: rows.times,
      values: rows.values,
      labels: [],
      fileRows: Float64Array.from({ length: n }, (_, i) => done + i),
    })
    done += n
    await job.checkpoint({ phase: 'Writing', done, total: times.length, unit: 'rows' })
  }
  if (doubled.count)
    said.push({
      severity: 'warning',
      message: `${doubled.count.toLocaleString('en')} ${doubled.count === 1 ? 'value has' : 'values have'} the name and the time of another; the last one of each is kept.`,
    })
  const bad = plan.long ? [...found.bad.values()] : []
  const all = new Float64Array(done)
  let at = 0
  for (const part of moments) {
    all.set(part, at)
    at += part.length
  }
  const { gaps } = spacingFacts(all)
  if (bad.length)
    said.push({
      severity: 'warning',
      message: `${counted(
        bad.reduce((sum, one) => sum + one.count, 0),
        'value is not a number and ends',
        'values are not numbers and end',
      )} what was held before, the first in line ${bad[0].line!.toLocaleString('en')}: "${bad[0].value.slice(0, 40)}".`,
    })
  return {
    rows: done,
    columns: names.channels.map(({ name }, c) => ({
      name,
      role: 'value',
      bad: plan.long ? undefined : found.bad.get(c),
    })),
    facts,
    duplicates: 0,
    gaps,
    fill: names.fill,
  }
}

const counted = (n: number, one: string, many: string) => `${n.toLocaleString('en')} ${n === 1 ? one : many}`

function inspect(values: Float64Array, facts: ColumnFacts): void {
  for (const value of values) {
    if (Number.isNaN(value)) facts.missing++
    else {
      if (value < facts.min) facts.min = value
      if (value > facts.max) facts.max = value
    }
  }
}

function kindOf({ time }: ImportRecipe, found: ReadRows, times: Float64Array): Pick<ImportReport, 'time' | 'zone'> {
  if (time.kind === 'steps') return { time: time.stated ?? 'row', zone: null }
  if (isElapsed(time.format, times[0])) return { time: 'elapsed', zone: null }
  if (found.fixed.includes(1)) return { time: 'absolute', zone: 'UTC' }
  return { time: 'absolute', zone: time.stated ? time.zone : null }
}

function nothingRead(found: ReadRows, plan: RowPlan) {
  const { first } = found.rejected
  if (found.untimed.count > 0) {
    const bad = found.untimed.first
    return badInput(
      `No row has a time that can be read${bad ? `; line ${bad.line!.toLocaleString('en')} holds "${bad.value.slice(0, 40)}"` : ''}. Choose another time column or format.`,
    )
  }
  return first
    ? badInput(`No line could be read as a row; line ${first.line.toLocaleString('en')} fails first: ${first.reason}.`)
    : badInput(plan.header ? 'The file has a header but no rows.' : 'The file has no rows.')
}
