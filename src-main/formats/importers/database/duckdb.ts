import { DuckDBInstance, type DuckDBConnection, type DuckDBResult } from '@duckdb/node-api'
import { sep } from 'node:path'
import type { Job, Progress } from '../../../analysis/job.ts'
import { temporaryFolder } from '../../../files/abandoned.ts'
import { removeLeft } from '../../../files/held.ts'

/** A private in-memory database that may read the given files and its own temporary folder, and nothing else. */
export interface Database {
  /** For prepared files; DuckDB spills there too. Removed at the end. */
  folder: string
  /** Waits for a statement or a chunk while the job stays cancellable. */
  wait<T>(running: Promise<T>, progress?: (share: number) => Progress): Promise<T>
  /** Runs a statement while the job stays cancellable; `share` (0…1 of the work) is turned into progress. */
  run(sql: string, progress?: (share: number) => Progress): Promise<void>
  /** A small answer, value by value; 64-bit integers come as text. */
  rows(sql: string): Promise<(string | number | boolean | null)[][]>
  /** A large answer, chunk by chunk, in the order of the table. */
  stream(sql: string): Promise<DuckDBResult>
  connection: DuckDBConnection
}

/** `text` as an SQL string. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

/** `name` as an SQL identifier. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Opens a database for one job and closes it whatever happens.
 * readable — the only files outside its temporary folder that it can open. Extensions are never loaded or fetched,
 * and settings are locked after opening. DuckDB keeps to 1 GB and spills to the temporary folder beyond it.
 */
export async function withDatabase<T>(readable: string[], job: Job, work: (db: Database) => Promise<T>): Promise<T> {
  const folder = await temporaryFolder('anomaly-studio-import-')
  let instance: DuckDBInstance | null = null
  try {
    instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: '1GB',
      temp_directory: folder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    const connection = await instance.connect()
    await connection.run(`set TimeZone = 'UTC'`)
    await connection.run(`set enable_progress_bar = true`)
    await connection.run(`set enable_progress_bar_print = false`)
    await connection.run(`set allowed_paths = [${readable.map(quote).join(', ')}]`)
    await connection.run(`set allowed_directories = [${quote(folder + sep)}]`)
    await connection.run('set enable_external_access = false')
    await connection.run('set lock_configuration = true')
    try {
      return await work(over(connection, folder, job))
    } finally {
      connection.closeSync()
    }
  } finally {
    instance?.closeSync()
    await removeLeft(folder)
  }
}

function over(connection: DuckDBConnection, folder: string, job: Job): Database {
  const wait: Database['wait'] = async (running, progress) => {
    let ended = false
    const end = running.finally(() => (ended = true))
    try {
      while (!ended) {
        await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 40))])
        if (!ended) await job.checkpoint(progress?.(Math.max(0, connection.progress.percentage) / 100))
      }
      return await running
    } catch (error) {
      connection.interrupt()
      await running.catch(() => undefined)
      await end.catch(() => undefined)
      throw error
    }
  }
  return {
    folder,
    connection,
    wait,
    run: async (sql, progress) => void (await wait(connection.run(sql), progress)),
    async rows(sql) {
      const answer = await connection.run(sql)
      const rows = await answer.getRowsJson()
      return rows.map((row) =>
        row.map((value) => (typeof value === 'object' ? (value === null ? null : JSON.stringify(value)) : value)),
      )
    },
    stream: (sql) => wait(connection.stream(sql)),
  }
}
