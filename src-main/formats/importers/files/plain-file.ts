import { open, stat, truncate, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Job } from '../../../analysis/job.ts'
import { temporaryFolder } from '../../../files/abandoned.ts'
import { badInput } from '../../../shared/errors.ts'
import type { Guess, ImportProblem, ImportRecipe, Packing } from '../../../shared/importing/recipe.ts'
import type { Container, Part } from '../containers/container.ts'
import { containers } from '../containers/index.ts'
import { regularFile } from './regular-file.ts'
import { removeLeft, unlessHeld } from '../../../files/held.ts'

/** A file taken out of whatever it is packed in: one that an importer can read. */
export interface PlainFile {
  path: string
  /** The name by which importers recognise it. */
  name: string
  head: Uint8Array
  /** From the outermost on; empty where the file was not packed. */
  packings: Packing[]
  /** How much of the content is there, 0…1. */
  share: number
  readsAs: Partial<ImportRecipe>
  guesses: Guess[]
  problems: ImportProblem[]
}

const headBytes = 1 << 16
/** What a preview unpacks: more than any importer looks at. */
const previewBytes = 4 << 20
/** An archive in an archive in an archive is the most that anybody sends. */
const deepest = 4

/**
 * Gives `work` the plain file, unpacked into a temporary folder where it is packed.
 * inside — the part to take at each packing; where it is not given, the largest. beginning — only what a preview needs.
 * Throws bad-input with a sentence where there is no file, or where what it is packed in is damaged.
 */
export async function withPlainFile<T>(
  path: string,
  inside: readonly string[] | undefined,
  beginning: boolean,
  job: Job,
  work: (file: PlainFile) => Promise<T>,
): Promise<T> {
  await regularFile(path)
  const head = await headOf(path)
  const file: PlainFile = {
    path,
    name: basename(path),
    head,
    packings: [],
    share: 1,
    readsAs: {},
    guesses: [],
    problems: [],
  }
  if (!containerOf(file)) return work(file)
  const folder = await temporaryFolder('anomaly-studio-import-')
  try {
    let next: PlainFile = file
    for (let container = containerOf(next); container; container = containerOf(next)) {
      if (next.packings.length === deepest)
        throw badInput('The file is packed more than four times over. Unpack it first.')
      next = await unpacked(next, container, inside, beginning, folder, job)
    }
    return await work(next)
  } finally {
    await removeLeft(folder)
  }
}

/** A text table that a container wrote is none itself. */
const containerOf = (file: PlainFile) =>
  Object.keys(file.readsAs).length > 0 ? undefined : containers.find((one) => one.recognises(file.name, file.head))

async function unpacked(
  file: PlainFile,
  container: Container,
  inside: readonly string[] | undefined,
  beginning: boolean,
  folder: string,
  job: Job,
): Promise<PlainFile> {
  const level = file.packings.length
  const parts = await container.parts(file.path, file.name, job)
  const part = chosenPart(container, parts, inside?.[level])
  // Name and date of the file may say of which year it is.
  const to = join(
    folder,
    `${level + 1}-${basename(part.name)
      .replace(/[^\w.-]/g, '_')
      .slice(-80)}${container.holds === 'tables' ? '.csv' : ''}`,
  )
  let result = await container.unpack(file.path, part.name, { to, limit: beginning ? previewBytes : Infinity }, job)
  let head = await headOf(to)
  const { mtime } = await stat(file.path)
  await utimes(to, mtime, mtime)
  if (!result.whole && container.holds === 'files') {
    // Binary formats have their index at the end: the beginning alone is none.
    if (isText(head)) await endAtLine(to)
    else {
      result = await container.unpack(file.path, part.name, { to, limit: Infinity }, job)
      head = await headOf(to)
    }
  }
  const name = container.holds === 'tables' ? 'table.csv' : basename(part.name)
  const sentence =
    parts.length > 1 && !container.saysChoice
      ? `The ${container.name} has ${parts.length} ${container.part}s; "${part.name}" is read${inside?.[level] === part.name ? '' : ', the largest'}.`
      : null
  return {
    path: to,
    name,
    head,
    packings: [
      ...file.packings,
      {
        kind: container.name,
        part: container.part,
        chosen: part.name,
        parts: parts.slice(0, 500).map((one) => one.name),
      },
    ],
    share: file.share * result.share,
    readsAs: container.readsAs ?? {},
    guesses: [...file.guesses, ...(sentence ? [{ field: 'inside' as const, reason: sentence }] : [])],
    problems: [
      ...file.problems,
      ...result.problems,
      ...(sentence ? [{ severity: 'note' as const, message: sentence }] : []),
    ],
  }
}

/** A name that is not there any more does not matter where there is nothing to choose: next month's file has another one. */
function chosenPart(container: Container, parts: Part[], wanted: string | undefined): Part {
  const found = parts.find((part) => part.name === wanted)
  if (found) return found
  if (wanted !== undefined && parts.length > 1)
    throw badInput(
      `The ${container.name} has no ${container.part} "${wanted}". It has: ${parts
        .slice(0, 20)
        .map((part) => part.name)
        .join(', ')}.`,
    )
  return parts.reduce((a, b) => (b.bytes > a.bytes ? b : a))
}

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await unlessHeld(() => open(path, 'r')).catch(() => null)
  if (!handle)
    throw badInput(
      process.platform === 'win32'
        ? 'The file is open in another program that keeps it to itself, or this account may not read it. Close it there and try again.'
        : 'The file may not be read.',
      path,
    )
  try {
    const head = new Uint8Array(headBytes)
    const { bytesRead } = await handle.read(head, 0, head.length, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** UTF-16 has NUL bytes too, one in two. */
const isText = (head: Uint8Array) =>
  (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || !head.includes(0)

/** Takes away the last line, which was cut in the middle. */
async function endAtLine(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const tail = new Uint8Array(Math.min(size, 1 << 16))
    await handle.read(tail, 0, tail.length, size - tail.length)
    const last = tail.lastIndexOf(10)
    if (last > 0) await truncate(path, size - tail.length + last + (tail[last + 1] === 0 ? 2 : 1))
  } finally {
    await handle.close()
  }
}
