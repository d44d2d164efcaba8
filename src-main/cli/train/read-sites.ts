import { createReadStream } from 'node:fs'
import { appendFile, readdir, rm } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Job } from '../../analysis/job.ts'
import type { Site } from '../../analysis/sites/join-sites.ts'
import { temporaryFolder } from '../../files/abandoned.ts'
import { badInput } from '../../shared/errors.ts'
import { isImportable } from '../../shared/importable.ts'
import { statSync } from 'node:fs'
import { labelsOf, type LabelSource } from '../detect/labels.ts'
import { readFile } from '../detect/read.ts'
import { cells } from '../score/row-reader.ts'
import type { TrainPlan } from './plan.ts'

/** More sites than this are a column that names something else. */
const mostSites = 10_000
const linesAtOnce = 2000

/** The sites of a plan, by name. Throws bad-input where there are fewer than two. */
export async function readSites({ sites: path, column, labels }: TrainPlan, job: Job): Promise<Site[]> {
  const files = statSync(path).isDirectory()
    ? (await readdir(path))
        .filter(isImportable)
        .sort(new Intl.Collator('en', { numeric: true }).compare)
        .map((name) => join(path, name))
    : [path]
  if (column === null) return checked(await Promise.all(files.map((file) => readSite(file, nameOf(file), labels, job))))
  const folder = await temporaryFolder('anomaly-studio-sites-')
  try {
    const parts = new Map<string, string>()
    for (const file of files) await splitFile(file, column, folder, parts)
    const sites: Site[] = []
    for (const [name, file] of parts) sites.push(await readSite(file, name, labels, job))
    return checked(sites)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const nameOf = (file: string) => basename(file, extname(file))

function checked(sites: Site[]): Site[] {
  if (sites.length < 2)
    throw badInput(
      `There ${sites.length === 1 ? `is one site, "${sites[0].name}"` : 'is no site'}: two at least are compared.`,
    )
  return sites
}

async function readSite(file: string, name: string, labels: string | null, job: Job): Promise<Site> {
  const source: LabelSource = labels === null ? { kind: 'own' } : { kind: 'column', column: labels }
  const read = await readFile(file, source, job)
  return { name, series: read.series, labels: (await labelsOf(source, read, file)).flags }
}

/** Writes the rows of each site into a file of its own, without the column that names it. parts — name → file, added to. */
async function splitFile(file: string, column: string, folder: string, parts: Map<string, string>): Promise<void> {
  let head: string[] | null = null
  let delimiter = ','
  let at = -1
  const waiting = new Map<string, string[]>()
  let count = 0
  const without = (row: readonly string[]) => row.filter((_, i) => i !== at).join(delimiter)
  const flush = async () => {
    for (const [name, lines] of waiting) await appendFile(parts.get(name)!, `${lines.join('\n')}\n`)
    waiting.clear()
    count = 0
  }
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    if (!head) {
      delimiter = [',', ';', '\t'].reduce((best, one) =>
        line.split(one).length > line.split(best).length ? one : best,
      )
      head = cells(line.replace(/^\uFEFF/, ''), delimiter).map((name) => name.trim())
      at = head.indexOf(column)
      if (at < 0) throw badInput(`${basename(file)} has no column "${column}". It has: ${head.join(', ')}.`)
      continue
    }
    const row = line.includes('"') ? cells(line, delimiter) : line.split(delimiter)
    const name = row[at]
    if (name === undefined) continue
    if (!parts.has(name)) {
      if (parts.size >= mostSites)
        throw badInput(
          `Column "${column}" has more than ${mostSites.toLocaleString('en')} values, so it names no sites.`,
        )
      const own = join(folder, `${parts.size}.csv`)
      parts.set(name, own)
      await appendFile(own, `${without(head)}\n`)
    }
    const lines = waiting.get(name)
    if (lines) lines.push(without(row))
    else waiting.set(name, [without(row)])
    if (++count >= linesAtOnce) await flush()
  }
  await flush()
}
