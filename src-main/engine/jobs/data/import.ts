import { finishDataset, getDataset } from '../../../db/datasets.ts'
import type { Project } from '../../../db/project.ts'
import { clearRubbish } from '../../../db/series/chunks.ts'
import { createDatasetWriter } from '../../../db/series/series.ts'
import type { ImportReport } from '../../../shared/importing/recipe.ts'
import { readFile } from '../../../formats/importers/index.ts'
import type { RowBatch, RowSink, SinkHeader } from '../../../formats/importers/importer.ts'
import type { Job } from '../../../analysis/job.ts'
import { IntervalCollector } from '../../../formats/labels/intervals.ts'
import type { EngineCalls } from '../../protocol.ts'
import type { FileLabel } from '../../../shared/labels/file-label.ts'
import { waterLoop } from '../../../formats/sample/water-loop.ts'
import { withProject } from '../with-project.ts'

/** Reads a file into a dataset that the app has made. Labels come back: the app alone writes them. */
export function importFile(args: EngineCalls['import']['args'], job: Job): Promise<EngineCalls['import']['result']> {
  return withProject(args.project, async (db) => {
    const sink = new ProjectSink(db, args.dataset)
    const report = await readFile(args.path, args.recipe, sink, job)
    const result = sink.finish(report)
    if (sink.beganAnew) await clearRubbish(db)
    return result
  })
}

/** Simulates the sample plant straight into a dataset. */
export function importSample(args: EngineCalls['sample']['args'], job: Job): Promise<EngineCalls['sample']['result']> {
  return withProject(args.project, async (db) => {
    const began = performance.now()
    await job.checkpoint({ phase: 'Simulating', done: 0, total: 1, unit: 'days' })
    const { series, labels } = waterLoop()
    const writer = createDatasetWriter(db, args.dataset, series.channels)
    const step = 8192
    for (let from = 0; from < series.times.length; from += step) {
      await job.checkpoint({ phase: 'Writing', done: from, total: series.times.length, unit: 'rows' })
      writer.write(
        series.times.subarray(from, from + step),
        series.values.map((v) => v.subarray(from, from + step)),
      )
    }
    writer.finish()
    const report: ImportReport = {
      rows: series.times.length,
      rejectedLines: 0,
      firstRejected: null,
      missingTimes: 0,
      duplicateTimes: 0,
      outOfOrder: 0,
      gaps: getDataset(db, args.dataset).gaps.length,
      columns: series.channels.map(({ name }, c) => ({
        name,
        missing: countMissing(series.values[c]),
        notNumbers: 0,
        firstNotNumber: null,
      })),
      problems: [],
      seconds: (performance.now() - began) / 1000,
    }
    finishDataset(db, args.dataset, report)
    return { report, labels }
  })
}

const countMissing = (values: Float64Array) => values.reduce((n, v) => n + Number(Number.isNaN(v)), 0)

class ProjectSink implements RowSink {
  /** Chunks that were given up lie in the project. */
  beganAnew = false
  readonly #db: Project
  readonly #dataset: number
  #writer: ReturnType<typeof createDatasetWriter> | null = null
  #flags: { column: string; intervals: IntervalCollector }[] = []

  constructor(db: Project, dataset: number) {
    this.#db = db
    this.#dataset = dataset
  }

  begin(header: SinkHeader): void {
    this.#writer?.abandon()
    this.beganAnew = this.#writer !== null
    this.#writer = createDatasetWriter(this.#db, this.#dataset, header.channels)
    this.#flags = header.labelColumns.map((column) => ({ column, intervals: new IntervalCollector() }))
  }

  rows({ times, values, labels }: RowBatch): void {
    this.#writer!.write(times, values)
    this.#flags.forEach(({ intervals }, i) => intervals.add(times, labels[i]))
  }

  finish(report: ImportReport): EngineCalls['import']['result'] {
    this.#writer?.finish()
    finishDataset(this.#db, this.#dataset, report)
    const labels: FileLabel[] = this.#flags.flatMap(({ column, intervals }) =>
      intervals.finish().map((range) => ({ ...range, class: column, channels: [], note: '' })),
    )
    return { report, labels }
  }
}
