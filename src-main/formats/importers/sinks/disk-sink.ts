import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Job } from '../../../analysis/job.ts'
import type { ImportReport } from '../../../shared/importing/recipe.ts'
import type { ChannelInfo } from '../../../shared/data/series.ts'
import { previewFile, readFile } from '../index.ts'
import type { RowSink } from '../importer.ts'
import { giveBack } from '../files/give-back.ts'
import { withFolder } from '../files/temporary-folder.ts'

/**
 * A file whose rows lie on the disk, a column a file, so that one column at a time is in memory. times — [row]; read — fills [row] with the values of a channel;
 * fileRows — [row] 0-based data row of the file, null where rows stand in the file as they stand here.
 */
export interface SeriesOnDisk {
  times: Float64Array
  channels: ChannelInfo[]
  read(channel: number, into: Float64Array): void
  fileRows: Float64Array | null
  report: ImportReport
}

/** Reads a file with its guessed settings, and lends its rows until `use` has ended. Throws bad-input with a sentence. */
export async function withSeriesOnDisk<T>(
  path: string,
  job: Job,
  use: (series: SeriesOnDisk) => Promise<T>,
): Promise<T> {
  const { recipe } = await previewFile(path, null, job)
  return withFolder(async (made) => {
    const folder = await made()
    const [times, fileRows] = [new Column(join(folder, 'times')), new Column(join(folder, 'rows'))]
    let columns: Column[] = []
    let channels: ChannelInfo[] = []
    let ordered = true
    let before = -1
    const sink: RowSink = {
      begin(header) {
        channels = header.channels
        ordered = true
        before = -1
        for (const column of [times, fileRows, ...columns]) column.clear()
        columns = channels.map((_, c) => columns[c] ?? new Column(join(folder, `channel-${c}`)))
      },
      rows(batch) {
        times.add(batch.times)
        fileRows.add(batch.fileRows)
        batch.values.forEach((values, c) => columns[c].add(values))
        for (const row of batch.fileRows) {
          if (row < before) ordered = false
          before = row
        }
      },
    }
    try {
      const report = await readFile(path, recipe, sink, job)
      giveBack()
      return await use({
        times: times.read(),
        channels,
        read: (c, into) => void columns[c].read(into),
        fileRows: ordered ? null : fileRows.read(),
        report,
      })
    } finally {
      for (const column of [times, fileRows, ...columns]) column.close()
    }
  })
}

/** Numbers in a file, as many as are added. */
class Column {
  readonly #file: number
  #bytes = 0

  constructor(path: string) {
    this.#file = openSync(path, 'w+')
  }

  clear() {
    this.#bytes = 0
  }

  add(values: Float64Array) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at, bytes.length - at, this.#bytes + at)
    this.#bytes += bytes.length
  }

  /** into — as long as what was added. */
  read(into: Float64Array = new Float64Array(this.#bytes / Float64Array.BYTES_PER_ELEMENT)): Float64Array {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, this.#bytes)
    for (let at = 0; at < bytes.length;) {
      const read = readSync(this.#file, bytes, at, Math.min(bytes.length - at, 1 << 24), at)
      if (read === 0) throw new Error('A temporary file became shorter while it was read.')
      at += read
    }
    return into
  }

  close() {
    closeSync(this.#file)
  }
}
