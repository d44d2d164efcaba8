import { createReadStream, createWriteStream } from 'node:fs'
import { link, readFile, symlink } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { createGunzip, gunzipSync } from 'node:zlib'
import { badInput } from '../../shared/errors.ts'
import type { ImportRecipe } from '../../shared/recipe.ts'
import type { Job } from '../../analysis/job.ts'
import { splitLine } from './dialect.ts'
import { decoderFor, longestLine, type FileHead } from './file-head.ts'

/** A file as DuckDB can read it: UTF-8, one delimiter, one line per row. */
export interface PreparedFile {
  path: string
  delimiter: string
  gzip: boolean
  skipLines: number
  /** Line n here is line n of the person's file. */
  sameLines: boolean
}

const largestMatrix = 256 << 20

/**
 * Rewrites a file into `folder` where DuckDB could not read it as it is: other encodings, runs of blanks, a transposed
 * matrix, NUL bytes, or a name that DuckDB would take for a pattern. All others stay where they are.
 * Throws bad-input for a line longer than 2 MB, and cancelled.
 */
export async function prepareFile(
  path: string,
  head: FileHead,
  recipe: ImportRecipe,
  folder: string,
  job: Job,
): Promise<PreparedFile> {
  const asIs: PreparedFile = {
    path,
    delimiter: recipe.delimiter || ',',
    gzip: head.gzip,
    skipLines: recipe.skipLines,
    sameLines: true,
  }
  const target = join(folder, 'prepared.csv')
  if (recipe.transposed) {
    await transpose(path, head, recipe, target)
    return { path: target, delimiter: ',', gzip: false, skipLines: 0, sameLines: false }
  }
  const nuls =
    recipe.encoding !== 'utf-16le' &&
    recipe.encoding !== 'utf-16be' &&
    (head.bytes.includes(0) || head.tail.includes(0))
  if (recipe.encoding !== 'utf-8' || recipe.delimiter === ' ' || nuls) {
    await rewrite(path, head, recipe, target, job)
    return { ...asIs, path: target, delimiter: recipe.delimiter === ' ' ? '\t' : asIs.delimiter, gzip: false }
  }
  if (!/[*?[\]{}]/.test(path)) return asIs
  const plain = join(folder, head.gzip ? 'linked.csv.gz' : 'linked.csv')
  await symlink(path, plain)
    .catch(() => link(path, plain))
    .catch(() => rewrite(path, head, recipe, target, job).then(() => (asIs.gzip = false)))
  return { ...asIs, path: asIs.gzip === head.gzip ? plain : target }
}

/** Streams the file through decoder and line filter; memory stays at one line and one block. */
async function rewrite(path: string, head: FileHead, recipe: ImportRecipe, target: string, job: Job): Promise<void> {
  const source = createReadStream(path, { highWaterMark: 1 << 20 })
  const input = head.gzip ? source.pipe(createGunzip()) : source
  if (input !== source) source.on('error', (error) => input.destroy(error))
  const output = createWriteStream(target)
  const decoder = decoderFor(recipe.encoding)
  const blanks = recipe.delimiter === ' '
  let rest = ''
  let line = 0
  const clean = (text: string) => {
    const bare = text.includes('\0') ? text.replaceAll('\0', '') : text
    // The first cell may be padded, as in columns aligned to the right; cells hold no tabs any more after this.
    return blanks ? bare.trim().replaceAll(/[ \t]+/g, '\t') : bare
  }
  try {
    for await (const block of input) {
      const text = rest + decoder.decode(block, { stream: true })
      const lines = text.split(/\r\n|\n|\r(?=[^])/)
      rest = lines.pop() ?? ''
      line += lines.length
      if (rest.length > longestLine) throw lineTooLong(line + 1)
      if (lines.length && !output.write(lines.map(clean).join('\n') + '\n')) await once(output, 'drain')
      await job.checkpoint({ phase: 'Preparing', done: source.bytesRead, total: head.fileBytes, unit: 'bytes' })
    }
    rest += decoder.decode()
    if (rest !== '') output.write(clean(rest) + '\n')
  } finally {
    source.destroy()
    output.end()
    if (!output.closed) await once(output, 'close')
  }
}

export const lineTooLong = (line: number) =>
  badInput(`Line ${line.toLocaleString('en')} is longer than 2 MB, so this is not a table with one row per line.`)

/** Turns a matrix with one row per channel into one row per time. Such files are small; larger ones are refused. */
async function transpose(path: string, head: FileHead, recipe: ImportRecipe, target: string): Promise<void> {
  if (head.contentBytes > largestMatrix)
    throw badInput('A transposed file may be at most 256 MB, since it has to be turned in memory.')
  const rows = matrixRows(await readWhole(path, head, recipe), recipe)
  const output = createWriteStream(target)
  const cellOf = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  const length = Math.max(0, ...rows.map((row) => row.length))
  for (let i = 0; i < length; i++)
    if (!output.write(rows.map((row) => cellOf(row[i] ?? '')).join(',') + '\n')) await once(output, 'drain')
  output.end()
  await once(output, 'close')
}

async function readWhole(path: string, head: FileHead, recipe: ImportRecipe): Promise<string> {
  const bytes = await readFile(path)
  return decoderFor(recipe.encoding).decode(
    head.gzip ? gunzipSync(bytes, { maxOutputLength: largestMatrix * 2 }) : bytes,
  )
}

/** [channel][time] cells as text; blank lines are left out. */
export function matrixRows(text: string, recipe: Pick<ImportRecipe, 'skipLines' | 'delimiter'>): string[][] {
  return text
    .split(/\r\n|\n|\r/)
    .slice(recipe.skipLines)
    .filter((line) => line.trim() !== '')
    .map((line) => splitLine(line.replaceAll('\0', ''), recipe.delimiter))
}
