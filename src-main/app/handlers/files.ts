import { basename, join } from 'node:path'
import type { HandlersFor } from '../../shared/contract.ts'
import { checkOutput } from '../../files/output.ts'
import { badInput } from '../../shared/errors.ts'
import { isImportable } from '../../shared/importing/importable.ts'
import type { HandlerContext } from '../context.ts'
import { safeFileName } from '../files.ts'

const wanted: Record<string, RegExp> = {
  project: /\.anomaly$/i,
  labels: /\.(json|csv|tsv|txt)$/i,
  scores: /\.csv$/i,
  report: /\.(html?|pdf)$/i,
  'run-table': /\.(csv|md)$/i,
  recipe: /\.json$/i,
  onnx: /\.onnx$/i,
  federation: /\.federation$/i,
  'site-update': /\.update$/i,
  background: /\.(png|jpe?g)$/i,
  picture: /\.(png|svg|csv)$/i,
  table: /\.(csv|parquet)$/i,
  // A folder that is to be made.
  model: /-model$/i,
}

/** Whether a name is one of a file for this. */
const fits = (purpose: string) => (name: string) =>
  purpose === 'import' || purpose === 'watch-file' || purpose === 'watch-folder'
    ? isImportable(name)
    : wanted[purpose].test(name)

/** Of files to be written, as they are named to the person. */
const endings: Record<string, string> = {
  project: '.anomaly',
  labels: '.json, .csv, .tsv or .txt',
  scores: '.csv',
  recipe: '.json',
  report: '.html or .pdf',
  'run-table': '.csv or .md',
  picture: '.png, .svg or .csv',
  table: '.csv or .parquet',
  model: '-model',
  federation: '.federation',
  'site-update': '.update',
}

export function filesHandlers({ host, files, places, given }: HandlerContext): HandlersFor<'files'> {
  const dialogs = () => {
    if (!host.dialogs) throw badInput('This host has no file dialog of its own: browse the folders instead.')
    return host.dialogs
  }
  /** A page under a shell gets its files from the system's dialogs, and has no folder to look into. */
  const onlyHere = () => {
    if (host.dialogs) throw badInput('Files are chosen in the dialog of the system here.')
  }
  return {
    'files.pick': async ({ purpose }) => (await dialogs().pickFiles(purpose)).map((path) => files.admit(path)),
    'files.pickSave': async ({ purpose, name }) => {
      const path = await dialogs().pickSave(purpose, name)
      // The system's dialog has asked about a file that is there.
      return path === null ? null : files.admitOutput(path, true)
    },
    'files.given': () => given.splice(0),
    'files.browse': ({ folder, purpose }) => {
      onlyHere()
      return files.list(folder === null ? places.start() : files.folder(folder), fits(purpose))
    },
    'files.go': ({ path, purpose }) => {
      onlyHere()
      const { folder, file } = places.name(path)
      if (file !== null && !fits(purpose)(file))
        throw badInput(`"${basename(file)}" is not a file of a kind that is wanted here.`)
      return files.list(folder, fits(purpose), file)
    },
    'files.name': ({ folder, name, purpose, replace }) => {
      onlyHere()
      const safe = safeFileName(name)
      if (safe.startsWith('.')) throw badInput('A name that begins with a dot would be hidden: choose another one.')
      if (!fits(purpose)(safe))
        throw badInput(`"${safe}" needs an ending that says what is in it: ${endings[purpose]}.`)
      const path = join(files.folder(folder), safe)
      if (purpose !== 'project') checkOutput({ path, replace })
      places.used(path)
      return files.admitOutput(path, replace)
    },
    'files.reveal': ({ token }) => {
      if (!host.reveal) throw badInput('Files cannot be shown from here.')
      host.reveal(files.output(token).path)
    },
  }
}
