import { createHash } from 'node:crypto'
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { badInput } from '../../../shared/errors.ts'
import { isData } from '../../../shared/importing/importable.ts'
import type { Source } from '../../../shared/watch/watch.ts'
import type { Project } from '../../../db/project.ts'
import { filesNamed, filesWithHead, shortLengths, type SourceFile } from '../../../db/watch/sources.ts'

/** A file as it lies there now. */
export interface Found {
  name: string
  path: string
  size: number
  mtime: number
}

/** Names under which programs write what is not ready yet. */
const unready = /(^[.~])|(\.(part|partial|tmp|temp|crdownload|filepart|swp|lock)$)/i
const collator = new Intl.Collator('en', { numeric: true })

/**
 * The files of a source, oldest first, those of one time by name: a rotated log comes before its successor.
 * rests — a file that need not be looked at this time. Throws bad-input where the folder or the file is gone.
 */
export function filesNow(
  { path, pattern }: Pick<Source, 'path' | 'pattern'>,
  rests: (name: string) => boolean = () => false,
): Found[] {
  const info = statSync(path, { throwIfNoEntry: false })
  if (!info)
    throw badInput(
      `The source "${path}" is not there. Where it lies on another machine, look whether it is connected; it is looked for again.`,
    )
  if (pattern === '' && info.isDirectory()) throw badInput(`The source "${path}" was a file and is a folder now.`)
  if (pattern !== '' && !info.isDirectory()) throw badInput(`The source "${path}" was a folder and is a file now.`)
  const names = pattern === '' ? [basename(path)] : readdirSync(path)
  const fits = pattern === '' ? null : globOf(pattern)
  const found = names.flatMap((name): Found[] => {
    if (fits && (unready.test(name) || !fits.test(name) || rests(name))) return []
    const own = pattern === '' ? path : join(path, name)
    const at = statSync(own, { throwIfNoEntry: false })
    return at?.isFile() ? [{ name, path: own, size: at.size, mtime: at.mtimeMs }] : []
  })
  return found.sort((a, b) => a.mtime - b.mtime || collator.compare(a.name, b.name))
}

/** "*.csv" as an expression; "*" alone takes whatever can be imported, and rotated files with a number behind. */
function globOf(pattern: string): { test(name: string): boolean } {
  if (pattern === '*') return { test: (name) => isData(name.replace(/\.\d+$/, '')) }
  const text = pattern
    .replace(/[.+^$()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  const braces = text.replace(/\{([^}]*)\}/g, (_, list: string) => `(${list.split(',').join('|')})`)
  return new RegExp(`^${braces}$`, process.platform === 'win32' ? 'i' : '')
}

/** So much of the beginning and of the end of what was read tells a file from another. */
const block = 4096

/** Sums of the first and last part of the first `bytes` bytes. of — a path, or a file that is open. */
export function sumsOf(of: string | number, bytes: number): { head: string; tail: string } {
  const file = typeof of === 'number' ? of : openSync(of, 'r')
  try {
    return {
      head: sumOf(file, 0, Math.min(block, bytes)),
      tail: sumOf(file, Math.max(0, bytes - block), bytes),
    }
  } finally {
    if (typeof of === 'string') closeSync(file)
  }
}

function sumOf(file: number, from: number, to: number): string {
  const buffer = Buffer.alloc(to - from)
  const read = readSync(file, buffer, 0, buffer.length, from)
  return sumOfBytes(buffer.subarray(0, read))
}

const sumOfBytes = (part: Buffer) => createHash('sha256').update(part).digest('hex').slice(0, 32)

/**
 * What of a file was read before: the line of the journal whose content is the beginning of this file, under this name or, where it was
 * renamed, under another. One that only waited under this name, where there is no other; null for one that was never seen.
 */
export function knownAs(db: Project, source: number, found: Found): SourceFile | null {
  const own = filesNamed(db, source, found.name)
  const byLength = new Map<number, { head: string; tail: string }>()
  const isBeginning = (one: SourceFile) => {
    if (one.bytes === 0 || one.bytes > found.size) return false
    const sums = byLength.get(one.bytes) ?? sumsOf(found.path, one.bytes)
    byLength.set(one.bytes, sums)
    return sums.head === one.head && sums.tail === one.tail
  }
  const longest = (list: SourceFile[]) => list.filter(isBeginning).sort((a, b) => b.bytes - a.bytes)[0]
  const mine = longest(own)
  if (mine) return mine
  // By the sums of its beginning, of every length at which a short file was read, and of a whole block: a month of files stays quick.
  const lengths = shortLengths(db, source, block).filter((bytes) => bytes <= found.size)
  if (found.size >= block) lengths.push(block)
  const others = headsOf(found.path, lengths).flatMap((head) => filesWithHead(db, source, head))
  return longest(others.filter((one) => one.name !== found.name)) ?? own.find((one) => one.bytes === 0) ?? null
}

/** Sums of the beginnings of these lengths, a block at most. */
function headsOf(path: string, lengths: readonly number[]): string[] {
  if (lengths.length === 0) return []
  const file = openSync(path, 'r')
  try {
    const start = Buffer.alloc(block)
    const read = readSync(file, start, 0, block, 0)
    return lengths.filter((bytes) => bytes <= read).map((bytes) => sumOfBytes(start.subarray(0, bytes)))
  } finally {
    closeSync(file)
  }
}
