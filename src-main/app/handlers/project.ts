import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createDataset, listDatasets, removeDataset } from '../../db/datasets.ts'
import {
  closeProject,
  diskFull,
  openingNote,
  openProject,
  readOnlyReason,
  saveCopy,
  sweepInterrupted,
  type Project,
} from '../../db/file/open.ts'
import type { HandlersFor } from '../../shared/contract.ts'
import { badInput, StudioError, toPlainError } from '../../shared/errors.ts'
import { freeName } from '../../shared/free-name.ts'
import type { ProjectState } from '../../shared/project.ts'
import { stateOf, type HandlerContext } from '../context.ts'
import { projectFileName } from '../files.ts'
import { partialBeside } from '../../files/output.ts'
import { jobRecord } from '../job-record.ts'
import { storeLabels } from '../import-labels.ts'

const extension = '.anomaly'
const sampleName = 'Water loop sample'

export function projectHandlers(context: HandlerContext): HandlersFor<'project'> {
  const { host, files, recent, jobs, current, emit } = context

  async function close() {
    if (jobs.active().length > 0)
      throw new StudioError(
        'bad-input',
        `A job is running: ${jobs.active()[0].title}. Cancel it or wait before you close the project.`,
      )
    await jobs.forget()
    current.set(null)
  }

  async function open(path: string, create: boolean, forImport = false): Promise<ProjectState> {
    await close()
    const { db, interrupted } = opened(path, create)
    const reason = readOnlyReason(db)
    current.set({
      db,
      path,
      name: basename(path, extension),
      readOnly: reason !== null,
      readOnlyReason: reason,
      interrupted,
      forImport,
    })
    // A disk that is full keeps no list, and that is no reason not to open.
    try {
      recent.add(path)
    } catch (error) {
      host.log?.(`The list of recent projects could not be written: ${toPlainError(error).message}`)
    }
    const note = openingNote(db)
    if (note) emit('app.notice', { severity: 'note', message: note })
    return stateOf(context.project())
  }

  /** Where new projects go, made if need be. */
  function defaultFolder(): string {
    const folder = host.projectsFolder
    const tried = existsSync(folder) ? 'nothing can be written there' : 'this folder cannot be made'
    try {
      mkdirSync(folder, { recursive: true })
      // What an account may do, on Windows above all, shows when it does it.
      rmdirSync(mkdtempSync(join(folder, '.new-')))
    } catch (error) {
      const { code, message, detail } = toPlainError(error)
      if (code === 'disk-full') throw error
      throw new StudioError(
        'read-only',
        `New projects are kept in "${folder}", and ${tried}. ${message} Choose another place for this one. The setting ANOMALY_STUDIO_PROJECTS names another folder for all.`,
        detail,
      )
    }
    return folder
  }

  /** The default folder's file of that name, numbered if it is taken. */
  function newPath(name: string): string {
    const folder = defaultFolder()
    return join(
      folder,
      freeName(projectFileName(name) + extension, (tried) => existsSync(join(folder, tried))),
    )
  }

  function projectPath(file: string): string {
    const { path } = files.output(file)
    return path.endsWith(extension) ? path : path + extension
  }

  async function simulate(): Promise<void> {
    const { db, path } = context.write()
    const dataset = createDataset(db, { name: 'Water loop', sourceFile: 'simulated', zone: 'UTC', recipe: null })
    const { finished } = jobs.add({
      kind: 'sample',
      title: 'Simulate the water loop',
      dataset,
      record: jobRecord(db),
      work: async (options) => {
        const { labels } = await context.engine.ask('sample', { project: path, dataset }, options)
        await storeLabels(context, dataset, labels, 'Simulated faults')
      },
      undo: () => removeDataset(db, dataset),
    })
    const ended = await finished
    if (ended.status !== 'done') throw new StudioError('internal', ended.message ?? 'The sample was cancelled.')
    emit('datasets.changed', {})
  }

  return {
    'project.current': () => {
      const project = current.get()
      return project && stateOf(project)
    },
    'project.recent': () => recent.list(),
    'project.create': async ({ file, name, forImport }) => {
      const path = file === null ? newPath(name) : projectPath(file)
      if (existsSync(path))
        throw badInput(`There is already a file "${basename(path)}". Open it, or choose another name.`)
      return open(path, true, forImport)
    },
    'project.open': ({ file }) => open(files.path(file), false),
    'project.openRecent': ({ id }) => open(recent.path(id), false),
    'project.forgetRecent': ({ id }) => recent.forget(id),
    'project.sample': async ({ file }) => {
      const usual = join(host.projectsFolder, sampleName + extension)
      const path =
        file !== null ? projectPath(file) : existsSync(usual) ? usual : join(defaultFolder(), basename(usual))
      await open(path, !existsSync(path))
      if (!context.project().readOnly && !listDatasets(context.project().db).some((d) => d.status === 'ready'))
        await simulate()
      return stateOf(context.project())
    },
    'project.saveCopy': async ({ file }) => {
      const path = projectPath(file)
      if (existsSync(path)) throw badInput(`There is already a file "${basename(path)}". Choose another name.`)
      await saveCopy(context.project().db, path, await partialBeside(path))
      return files.admit(path)
    },
    'project.close': close,
  }
}

/** Opens and tidies up after a kill. Where the disk has no room for that, the project is opened to be read. */
function opened(path: string, create: boolean): { db: Project; interrupted: string[] } {
  const db = openProject(path, { role: 'app', create })
  try {
    return { db, interrupted: readOnlyReason(db) ? [] : sweepInterrupted(db) }
  } catch (error) {
    closeProject(db)
    if (toPlainError(error).code !== 'disk-full') throw error
    return { db: openProject(path, { role: 'app', readOnly: true, why: diskFull }), interrupted: [] }
  }
}
