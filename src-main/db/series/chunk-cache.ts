import { StudioError } from '../../shared/errors.ts'
import { readChunk } from './chunks.ts'
import type { Project } from '../project.ts'

export type ChunkReader = (level: number, position: number) => Float64Array

/** Panning reads mostly what the last view read. Enough for a screen of a dozen lanes, and little beside what a page costs. */
const limitBytes = 48 * 2 ** 20

interface Cache {
  chunks: Map<string, Float64Array>
  bytes: number
}

const caches = new WeakMap<Project, Cache>()

/**
 * Reads chunks of one series for the screen, least recently used ones forgotten.
 * A chunk changes only where rows are appended in place, see `forgetChunks`; the ids of series are never given twice.
 */
export function chunkReader(db: Project, series: number): ChunkReader {
  const cache = caches.get(db) ?? { chunks: new Map(), bytes: 0 }
  caches.set(db, cache)
  // The last of each level, because neighbouring buckets mostly lie in the same chunk.
  const last: { position: number; data: Float64Array }[] = []
  return (level, position) => {
    if (last[level]?.position === position) return last[level].data
    const key = `${series} ${level} ${position}`
    const kept = cache.chunks.get(key)
    const data = kept ?? readChunk(db, series, level, position)
    if (!data) throw new StudioError('corrupt', 'A piece of a series is missing in the project file.')
    if (kept) cache.chunks.delete(key)
    else cache.bytes += data.byteLength
    cache.chunks.set(key, data)
    if (cache.bytes > limitBytes) forget(cache)
    last[level] = { position, data }
    return data
  }
}

function forget(cache: Cache): void {
  for (const [key, { byteLength }] of cache.chunks) {
    if (cache.bytes <= limitBytes / 2) return
    cache.chunks.delete(key)
    cache.bytes -= byteLength
  }
}

/** Forgets what was read for the screen: the last chunks of a dataset under watch are written again as rows come. */
export function forgetChunks(db: Project): void {
  caches.delete(db)
}
