import { badInput } from '../../../shared/errors.ts'
import type { ImportProblem, ImportRecipe, ImportReport } from '../../../shared/importing/recipe.ts'
import type { Job } from '../../../analysis/job.ts'
import { orderFacts, reportOf, setBackAt, setForwardAt, spacingFacts } from '../facts.ts'
import type { RowSink } from '../importer.ts'
import type { ColumnFacts } from '../sinks/stream-rows.ts'
import { withFolder } from '../files/temporary-folder.ts'
import { isUtc } from '../../../shared/zone-offset.ts'
import { zonedToUtc } from '../times/zone.ts'
import { accountOf } from './account.ts'
import { farAway } from '../times/far-away.ts'
import { acrossMidnight } from '../times/midnight.ts'
import { namesOf, type LongNames } from './names.ts'
import { pairNames } from './pair-rows.ts'
import { orderedRows } from './ordered.ts'
import { readRows } from './read-rows.ts'
import type { RowPlan } from './row-plan.ts'
import type { FoundRows } from './row-reader.ts'
import { RowStore, type ReadRows } from './row-store.ts'
import { canGoStraight, notInOrder, StraightRows } from './straight-rows.ts'
import { noDate } from '../times/even-steps.ts'
import { isElapsed } from '../times/counted-times.ts'
import type { TextPlan } from './text-plan.ts'
import { batchOf, headerOf } from './wide-rows.ts'
import { widen } from './wide.ts'

/**
 * Reads a text, passes its rows to the sink in time order and says what was found. Rows that stand so in the file go to the sink while the
 * others are read; where one does not, all of them are read again and kept until they are in order.
 */
export async function importRows(plan: TextPlan, sink: RowSink, job: Job): Promise<TextReport> {
  const began = performance.now()
  return (
    (canGoStraight(plan) ? await importStraight(plan, sink, job, began) : null) ??
    (await importSorted(plan, sink, job, began))
  )
}

/** null where the rows are not in order. */
async function importStraight(plan: TextPlan, sink: RowSink, job: Job, began: number): Promise<TextReport | null> {
  let target = new StraightRows(plan, sink)
  const next = () => Promise.resolve((target = new StraightRows(plan, sink)))
  try {
    const found = await readRows(plan.source, plan.rows, next, job)
    if (found.times.length === 0) throw nothingRead(found, plan.rows)
    const times = plan.recipe.time.kind === 'steps' ? target.takeSteps() : found.times
    const { duplicates, gaps } = spacingFacts(times)
    const put = { rows: times.length, columns: wideColumns(plan, found), facts: found.facts, duplicates, gaps }
    return reported(plan, found, { times, doubled: 0, skipped: 0 }, 0, put, [], began)
  } catch (error) {
    if (error === notInOrder) return null
    throw error
  }
}

async function importSorted(plan: TextPlan, sink: RowSink, job: Job, began: number): Promise<TextReport> {
  return withFolder(async (folder) => {
    let store: RowStore | null = null
    const next = async () => {
      await store?.close()
      return (store = new RowStore(plan.rows.columns.length + 1, folder))
    }
    try {
      const found = await readRows(plan.source, plan.rows, next, job)
      return await put(plan, { ...found, store: store! }, sink, job, began)
    } finally {
      await (store as RowStore | null)?.close()
    }
  })
}

async function put(plan: TextPlan, found: ReadRows, sink: RowSink, job: Job, began: number): Promise<TextReport> {
  const { recipe, rows: rowPlan } = plan
  if (found.times.length === 0) throw nothingRead(found, rowPlan)
  const placed = await timesOf(recipe, found)
  const { times } = placed
  const { outOfOrder } = orderFacts(times)
  const sorted = outOfOrder === 0
  const said: ImportProblem[] = []
  const turned = plan.long ? await namesOf(plan.long, found, recipe) : rowPlan.pairs ? pairNames(rowPlan, recipe) : null
  const put = turned
    ? await putLong(turned, plan, found, times, sorted, sink, job, said)
    : await putWide(plan, found, times, sorted, sink, job)
  return reported(plan, found, placed, turned ? 0 : outOfOrder, put, said, began)
}

/** placed — the times of the rows in the order of the file. said — what was found besides. */
function reported(
  plan: TextPlan,
  found: FoundRows,
  { times, doubled, skipped }: { times: Float64Array; doubled: number; skipped: number },
  outOfOrder: number,
  put: Put,
  said: ImportProblem[],
  began: number,
): TextReport {
  const { recipe, rows: rowPlan } = plan
  const far = farAway(times)
  const report = reportOf({
    rejected: found.rejected,
    badTime: found.untimed.first?.value ? found.untimed.first : null,
    columns: put.columns,
    facts: put.facts,
    rows: put.rows,
    outOfOrder,
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
  const back = outOfOrder < 2 ? clocksSet(recipe, found, times) : null
  const problems = [
    ...accountOf(found, rowPlan, recipe),
    ...(far ? [far] : []),
    ...(back ? [back] : []),
    ...said,
    ...report.problems,
  ]
  return { ...report, problems, ...kindOf(recipe, found, times), fill: put.fill }
}

/** The hour that stands twice where summer time ends, or that is left out where it begins, in a file that names no zone. */
function clocksSet({ time }: ImportRecipe, found: FoundRows, times: Float64Array): ImportProblem | null {
  if (time.kind !== 'column' || !isUtc(time.zone) || time.stated || found.fixed.includes(1)) return null
  const [back, forward] = [setBackAt(times), setForwardAt(times)]
  const moment = Number.isNaN(back) ? forward : back
  if (Number.isNaN(moment)) return null
  const [day, clock] = new Date(moment).toISOString().split('T')
  const what = Number.isNaN(back)
    ? 'leaves out an hour, as where summer time begins: choose the zone of the times, or those behind it are an hour late'
    : 'goes back by an hour, as where summer time ends: choose the zone of the times, or the rows of that hour are mixed with those before it'
  return { severity: 'warning', message: `At ${day} ${clock.slice(0, 5)} the clock ${what}.` }
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
  columns: { name: string; role: 'value' | 'label'; bad: ReturnType<FoundRows['bad']['get']> }[]
  facts: ColumnFacts[]
  duplicates: number
  gaps: number
}

async function putWide(
  plan: TextPlan,
  found: ReadRows,
  times: Float64Array,
  sorted: boolean,
  sink: RowSink,
  job: Job,
): Promise<Put> {
  const { recipe } = plan
  await sink.begin(headerOf(recipe, times.length))
  let done = 0
  for await (const rows of orderedRows(found.store, times, sorted, job)) {
    await sink.rows(batchOf(recipe, rows.times, rows.columns))
    done += rows.times.length
    await job.checkpoint({ phase: 'Writing', done, total: times.length, unit: 'rows' })
  }
  const { duplicates, gaps } = spacingFacts(sorted ? times : times.slice().sort())
  return { rows: times.length, columns: wideColumns(plan, found), facts: found.facts, duplicates, gaps }
}

function wideColumns({ rows: plan, recipe }: TextPlan, found: FoundRows): Put['columns'] {
  const channels = recipe.channels.filter((channel) => channel.include)
  const names = [...channels.map(({ name }) => name), ...recipe.labelColumns]
  return plan.columns.map(({ role }, c) => ({
    name: names[c],
    role: role === 'label' ? 'label' : 'value',
    bad: found.bad.get(c),
  }))
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

function kindOf({ time }: ImportRecipe, found: FoundRows, times: Float64Array): Pick<ImportReport, 'time' | 'zone'> {
  if (time.kind === 'steps') return { time: time.stated ?? 'row', zone: time.utc ? 'UTC' : null }
  if (isElapsed(time.format, times[0]) || time.prefix === noDate) return { time: 'elapsed', zone: null }
  if (found.fixed.includes(1)) return { time: 'absolute', zone: 'UTC' }
  return { time: 'absolute', zone: time.stated ? time.zone : null }
}

function nothingRead(found: FoundRows, plan: RowPlan) {
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
