import { crc32 } from 'node:zlib'
import type Database from 'better-sqlite3'

/** Check sum (CRC-32) of a chunk: of where it belongs, then of its bytes, so that one in the place of another is found too. */
export const chunkSum = (series: number, level: number, position: number, data: Uint8Array): number =>
  crc32(data, crc32(`${series} ${level} ${position}`))

/** Makes it known to a connection under the name that migrations use. */
export function declareChunkSum(db: Database.Database): void {
  db.function('chunk_sum', { deterministic: true }, (series, level, position, data) =>
    chunkSum(Number(series), Number(level), Number(position), data as Uint8Array),
  )
}
