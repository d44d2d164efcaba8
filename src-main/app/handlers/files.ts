import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HandlersFor } from '../../shared/contract.ts'
import { checkOutput } from '../../files/output.ts'
import { badInput } from '../../shared/errors.ts'
import { isImportable } from '../../shared/importable.ts'
import type { HandlerContext } from '../context.ts'
import { safeFileName } from '../files.ts'

const wanted: Record<string, RegExp> = {
  project: /\.anomaly$/i,
  labels: /\.(json|csv|tsv|txt)$/i,
  scores: /\.csv$/i,
  report: /\.(html?|pdf)$/i,
  comparison: /\.(csv|md)$/i,
  table: /\.(csv|parquet)$/i,
}

export function filesHandlers({ host, files }: HandlerContext): HandlersFor<'files'> {
  const dialogs = () => {
    if (!host.dialogs) throw badInput('This host has no file dialog of its own: browse the folders instead.')
    return host.dialogs
  }
  return {
    'files.pick': async ({ purpose }) => (await dialogs().pickFiles(purpose)).map((path) => files.admit(path)),
    'files.pickSave': async ({ purpose, name }) => {
      const path = await dialogs().pickSave(purpose, name)
      // The system's dialog has asked about a file that is there.
      return path === null ? null : files.admitOutput(path, true)
    },
    'files.browse': ({ folder, purpose }) => {
      if (folder === null) mkdirSync(host.projectsFolder, { recursive: true })
      return files.list(folder === null ? host.projectsFolder : files.path(folder), (name) =>
        purpose === 'import' ? isImportable(name) : wanted[purpose].test(name),
      )
    },
    'files.name': ({ folder, name, purpose, replace }) => {
      const path = join(files.path(folder), safeFileName(name))
      if (purpose !== 'project') checkOutput({ path, replace })
      return files.admitOutput(path, replace)
    },
    'files.reveal': ({ token }) => {
      if (!host.reveal) throw badInput('Files cannot be shown from here.')
      host.reveal(files.output(token).path)
    },
  }
}
