import { getCleaning } from '../../../db/cleaning.ts'
import { listSets } from '../../../db/labels/label-sets.ts'
import type { Project } from '../../../db/project.ts'
import { siteOf, type Site } from '../../../analysis/sites/join-sites.ts'
import type { CleaningStep } from '../../../shared/data/cleaning.ts'
import type { Id } from '../../../shared/project.ts'
import { loadCleaned, type CleanedSeries } from '../data/cleaned-series.ts'
import { labelFlags } from '../data/stored-series.ts'

/** A site with where its rows come from. parts — in the order of the site's rows. */
export interface StoredSite extends Site {
  parts: StoredPart[]
}

/** A dataset of a site: what it is judged by, and its rows after its cleaning. */
export interface StoredPart {
  dataset: Id
  labelSet: Id | null
  cleaning: CleaningStep[]
  data: CleanedSeries
}

/** Datasets as one site: their rows after cleaning, one behind the other, with the first label set of each. */
export function loadSite(db: Project, name: string, datasets: readonly Id[]): StoredSite {
  const parts = datasets.map((dataset) => {
    const cleaning = getCleaning(db, dataset).steps.filter((step) => step.on)
    const labelSet = listSets(db, dataset)[0]?.id ?? null
    return { dataset, labelSet, cleaning, data: loadCleaned(db, dataset, cleaning, () => null) }
  })
  const site = siteOf(
    name,
    parts.map(({ labelSet, data: { series } }) => ({ series, labels: labelFlags(db, labelSet, series.times) })),
  )
  return { ...site, parts }
}
