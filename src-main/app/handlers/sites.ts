import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { createDataset, listDatasets, removeDataset } from '../../db/datasets.ts'
import {
  assignSite,
  foldersOf,
  getMapPicture,
  getSitesReport,
  listSites,
  moveMapPicture,
  placeSite,
  putMapPicture,
  removeMapPicture,
  saveSitesReport,
} from '../../db/sites.ts'
import type { Project } from '../../db/project.ts'
import { write } from '../../db/file/statement.ts'
import { temporaryFolder } from '../../files/abandoned.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { counted } from '../../shared/counted.ts'
import { badInput } from '../../shared/errors.ts'
import { placeInChannels, placesInTable } from '../../shared/sites/site-places.ts'
import type { Dataset } from '../../shared/project.ts'
import type { MapPicture, Place, SiteInfo, SitesState } from '../../shared/sites/sites.ts'
import type { HandlerContext } from '../context.ts'
import { storeLabels } from '../import-labels.ts'
import { jobRecord } from '../job-record.ts'
import { removeLeft } from '../../files/held.ts'

/** A picture of a site plan is a few hundred kilobytes; it lies in the project file and goes to the page whole. */
const largestPicture = 8e6
const largestTable = 1e6

export function sitesHandlers(context: HandlerContext): HandlersFor<'sites'> {
  const { engine, jobs, emit, files } = context
  const changed = () => {
    emit('datasets.changed', {})
    emit('sites.changed', {})
  }
  return {
    'sites.state': () => stateOfSites(context.project().db),
    'sites.assign': ({ datasets, site }) => {
      assignSite(context.write().db, datasets, site)
      changed()
    },
    'sites.assignBy': ({ by }) => {
      const { db } = context.write()
      const notes: string[] = []
      const all = foldersOf(db)
      const unknown = by === 'folder' ? all.filter(({ folder }) => folder === '') : []
      if (unknown.length > 0)
        notes.push(
          `${counted(unknown.length, 'dataset')} came to the project without a folder that is known: name their site yourself.`,
        )
      const told = all.filter((one) => !unknown.includes(one))
      write(db, () => {
        for (const { id, name, folder } of told) assignSite(db, [id], by === 'file' ? name : folder)
      })
      changed()
      return { assigned: told.length, notes }
    },
    'sites.columns': async ({ file }) => engine.ask('siteColumns', { path: files.path(file) }),
    'sites.import': ({ file, column }) => {
      const { db } = context.write()
      const path = files.path(file)
      const made: number[] = []
      const { id: job } = jobs.add({
        kind: 'import',
        title: `Import the sites of ${basename(path)}`,
        record: jobRecord(db),
        work: async (options, tell) => {
          tell(await importSites(path, column, made, options))
        },
        undo: async () => {
          for (const dataset of made) await removeDataset(db, dataset)
          changed()
        },
      })
      return { job }
    },
    'sites.place': ({ site, place }) => {
      placeSite(context.write().db, site, place)
      changed()
    },
    'sites.placesFrom': ({ file }) => {
      const { db } = context.write()
      const path = files.path(file)
      if (statSync(path).size > largestTable) throw badInput(`"${basename(path)}" is too large for a table of places.`)
      const read = placesInTable(readFileSync(path, 'utf8'))
      if ('problem' in read) throw badInput(`${basename(path)}: ${read.problem}`)
      const known = new Set(listSites(db).map(({ name }) => name))
      const here = read.places.filter(({ site }) => known.has(site))
      write(db, () => {
        for (const { site, place } of here) placeSite(db, site, place)
      })
      changed()
      const others = read.places.filter(({ site }) => !known.has(site)).map(({ site }) => site)
      return {
        placed: here.length,
        notes: [
          ...(others.length > 0
            ? [`No site here is called ${others.slice(0, 5).join(', ')}${others.length > 5 ? ' …' : ''}.`]
            : []),
          ...(read.lines.length > 0
            ? [`Without a place that can be read: line ${read.lines.slice(0, 5).join(', ')}.`]
            : []),
        ],
      }
    },
    'sites.picture': ({ file }) => {
      const { db } = context.write()
      if (file === null) removeMapPicture(db)
      else {
        const path = files.path(file)
        if (statSync(path).size > largestPicture)
          throw badInput(`"${basename(path)}" is larger than 8 MB: save it smaller first.`)
        const bytes = readFileSync(path)
        putMapPicture(db, pictureKind(bytes, basename(path)), bytes, around(placedSites(db, listDatasets(db))))
      }
      emit('sites.changed', {})
    },
    'sites.movePicture': (lies) => {
      if (lies.left >= lies.right || lies.bottom >= lies.top)
        throw badInput('The left edge of the picture must lie left of the right one, and the bottom below the top.')
      moveMapPicture(context.write().db, lies)
      emit('sites.changed', {})
    },
    'sites.train': ({ detectors, ways, trainShare, keep, seed }) => {
      const { db, path: project } = context.write()
      const sites = listSites(db).map(({ name, datasets }) => ({ name, datasets }))
      if (sites.length < 2)
        throw badInput(
          `There ${sites.length === 1 ? `is one site, "${sites[0].name}"` : 'is no site'} in the project: put datasets to two at least.`,
        )
      const { id: job } = jobs.add({
        kind: 'compare',
        title: `Train ${sites.length} sites`,
        seed,
        record: jobRecord(db),
        work: async (options) => {
          const report = await engine.ask(
            'trainSites',
            { project, sites, detectors, ways, trainShare, keep, seed },
            options,
          )
          saveSitesReport(db, report)
          emit('sites.changed', {})
          for (const { datasets } of sites) for (const dataset of datasets) emit('runs.changed', { dataset })
        },
      })
      return { job }
    },
    'sites.report': () => getSitesReport(context.project().db),
    'sites.correlation': ({ channel }) => {
      const { db, path: project } = context.project()
      const sites = placedSites(db, listDatasets(db)).map(({ name, datasets, place }) => ({ name, datasets, place }))
      if (sites.length < 2) throw badInput('Two sites at least are compared: put datasets to sites first.')
      return engine.ask('siteCorrelation', { project, sites, channel })
    },
  }

  /** Answers what to tell the person. made — datasets, added to as they come. */
  async function importSites(
    path: string,
    column: string,
    made: number[],
    options: Parameters<typeof engine.ask>[2],
  ): Promise<string> {
    const { db, path: project } = context.write()
    const folder = await temporaryFolder('anomaly-studio-sites-')
    try {
      const parts = await engine.ask('splitSites', { path, column, folder }, options)
      if (parts.length < 2)
        throw badInput(`Column "${column}" of ${basename(path)} names ${counted(parts.length, 'site')}: two at least.`)
      for (const [done, { name, file }] of parts.entries()) {
        options?.onProgress?.({ phase: 'Importing sites', done, total: parts.length, unit: 'sites' })
        const { recipe } = await engine.ask('preview', { path: file, changed: null }, { signal: options?.signal })
        const zone = recipe.time.kind === 'column' ? recipe.time.zone : 'UTC'
        const dataset = createDataset(db, { name, sourceFile: basename(path), zone, recipe, site: name })
        made.push(dataset)
        const { labels } = await engine.ask(
          'import',
          { project, dataset, path: file, recipe },
          { signal: options?.signal },
        )
        await storeLabels(context, dataset, labels, `Imported with ${basename(path)}`)
      }
      changed()
      return `${counted(parts.length, 'site')} of ${basename(path)} are datasets of their own now.`
    } finally {
      await removeLeft(folder)
    }
  }
}

/** Each site where a person, or else its data, says that it lies. */
const placedSites = (db: Project, datasets: readonly Dataset[]): SiteInfo[] =>
  listSites(db).map((site) => {
    const given: Place | null = site.place
    const found =
      given ??
      datasets
        .filter(({ id }) => site.datasets.includes(id))
        .map(({ channels }) => placeInChannels(channels))
        .find((place) => place !== null) ??
      null
    return { ...site, place: found, placeFrom: given ? 'person' : found ? 'data' : null }
  })

function stateOfSites(db: Project): SitesState {
  const datasets = listDatasets(db)
  const picture = getMapPicture(db)
  return {
    sites: placedSites(db, datasets),
    without: datasets.filter((one) => one.site === null && one.status === 'ready').map(({ id }) => id),
    picture: picture && {
      left: picture.left,
      right: picture.right,
      bottom: picture.bottom,
      top: picture.top,
      data: `data:${picture.kind};base64,${picture.bytes.toString('base64')}`,
    },
  }
}

/** By what its first bytes say, whatever it is called. */
function pictureKind(bytes: Buffer, name: string): string {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png'
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  throw badInput(`"${name}" is neither a PNG nor a JPEG picture.`)
}

/** Over all places, with a tenth around them. */
function around(sites: readonly SiteInfo[]): MapPicture {
  const places = sites.flatMap(({ place }) => place ?? [])
  if (places.length === 0) return { left: 0, right: 1, bottom: 0, top: 1 }
  const edge = (pick: (place: Place) => number) => {
    const [low, high] = [Math.min(...places.map(pick)), Math.max(...places.map(pick))]
    const room = 0.1 * (high - low || 1)
    return [low - room, high + room]
  }
  const [[left, right], [bottom, top]] = [edge(({ x }) => x), edge(({ y }) => y)]
  return { left, right, bottom, top }
}
