import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { badInput } from '../../shared/errors.ts'
import { delimited } from './delimited.ts'
import type { Importer } from './importer.ts'
import { long } from './long.ts'
import { parquet } from './parquet.ts'

/** Every file format that can be imported. */
export const importers: readonly Importer[] = [delimited, long, parquet]

/** Throws bad-input for an unknown id, as a recipe from a newer app may hold. */
export function importerById(id: string): Importer {
  const found = importers.find((importer) => importer.id === id)
  if (!found)
    throw badInput(`There is no importer "${id}". Known: ${importers.map((importer) => importer.id).join(', ')}.`)
  return found
}

/** The importer that is surest that the file is its own, from name and first bytes, or the one that a person chose, unless another knows the file by its mark. Throws bad-input where the file cannot be opened. */
export async function importerFor(path: string, chosen?: string): Promise<Importer> {
  const handle = await open(path, 'r').catch(() => null)
  if (!handle) throw badInput('The file is not there, or may not be read.', path)
  try {
    const head = new Uint8Array(4096)
    // Reading a folder fails here; the importer says so in its own words.
    const { bytesRead } = await handle.read(head, 0, head.length, 0).catch(() => ({ bytesRead: 0 }))
    const sure = importers.map((importer) => ({
      importer,
      by: importer.recognises(basename(path), head.subarray(0, bytesRead)),
    }))
    const surest = sure.reduce((a, b) => (b.by > a.by ? b : a))
    return chosen === undefined || surest.by === 1 ? surest.importer : importerById(chosen)
  } finally {
    await handle.close()
  }
}
