import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Job } from '../../analysis/job.ts'
import type { Site } from '../../analysis/sites/join-sites.ts'
import { temporaryFolder } from '../../files/abandoned.ts'
import { splitSites } from '../../formats/split-sites.ts'
import { badInput } from '../../shared/errors.ts'
import { isData } from '../../shared/importing/importable.ts'
import { statSync } from 'node:fs'
import { labelsOf, type LabelSource } from '../detect/labels.ts'
import { readFile } from '../detect/read.ts'
import type { TrainPlan } from './plan.ts'
import { removeLeft } from '../../files/held.ts'

/** The sites of a plan, by name. Throws bad-input where there are fewer than two. */
export async function readSites({ sites: path, column, labels }: TrainPlan, job: Job): Promise<Site[]> {
  const files = statSync(path).isDirectory()
    ? (await readdir(path))
        .filter(isData)
        .sort(new Intl.Collator('en', { numeric: true }).compare)
        .map((name) => join(path, name))
    : [path]
  if (column === null) return checked(await Promise.all(files.map((file) => readSite(file, nameOf(file), labels, job))))
  const folder = await temporaryFolder('anomaly-studio-sites-')
  try {
    const parts = new Map<string, string>()
    for (const file of files) await splitSites(file, column, folder, parts)
    const sites: Site[] = []
    for (const [name, file] of parts) sites.push(await readSite(file, name, labels, job))
    return checked(sites)
  } finally {
    await removeLeft(folder)
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
