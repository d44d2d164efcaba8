import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dialog, type BrowserWindow, type FileFilter, type OpenDialogOptions, type SaveDialogOptions } from 'electron'
import type { FilePurpose, Host, SavePurpose } from '../app/host.ts'
import { freeName } from '../shared/free-name.ts'
import { importEndings } from '../shared/importing/importable.ts'

const anyFile: FileFilter = { name: 'All files', extensions: ['*'] }
const project: FileFilter = { name: 'Anomaly Studio project', extensions: ['anomaly'] }

const recipe: FileFilter = { name: 'Recipe for imports', extensions: ['json'] }

const federation: FileFilter = { name: 'Federations of sites', extensions: ['federation'] }
const update: FileFilter = { name: 'Updates of sites', extensions: ['update'] }

const timeSeries: FileFilter = { name: 'Time series', extensions: importEndings.map((ending) => ending.slice(1)) }

const openFilters: Record<FilePurpose, FileFilter[]> = {
  import: [timeSeries, anyFile],
  project: [project],
  onnx: [{ name: 'ONNX models', extensions: ['onnx'] }],
  federation: [federation, anyFile],
  'site-update': [update, anyFile],
  background: [{ name: 'Pictures', extensions: ['png', 'jpg', 'jpeg'] }],
  labels: [{ name: 'Labels', extensions: ['json', 'csv'] }, anyFile],
  recipe: [recipe],
  'watch-file': [timeSeries, anyFile],
  'watch-folder': [],
}
const saveFilters: Record<SavePurpose, FileFilter[]> = {
  project: [project],
  recipe: [recipe],
  federation: [federation],
  'site-update': [update],
  scores: [{ name: 'CSV', extensions: ['csv'] }],
  report: [
    { name: 'Web page', extensions: ['html'] },
    { name: 'PDF', extensions: ['pdf'] },
  ],
  'run-table': [
    { name: 'CSV', extensions: ['csv'] },
    { name: 'Markdown', extensions: ['md'] },
  ],
  picture: [
    { name: 'Picture', extensions: ['png', 'svg'] },
    { name: 'CSV', extensions: ['csv'] },
  ],
  table: [
    { name: 'CSV', extensions: ['csv'] },
    { name: 'Parquet', extensions: ['parquet'] },
  ],
  labels: [{ name: 'Labels', extensions: ['json', 'csv'] }, anyFile],
  // A folder that is to be made has no ending.
  model: [],
}

/** The system's own file dialogs, over the app's window. */
export function nativeDialogs(window: () => BrowserWindow | null, folder: string): NonNullable<Host['dialogs']> {
  return {
    async pickFiles(purpose) {
      const properties: OpenDialogOptions['properties'] =
        purpose === 'import' || purpose === 'site-update'
          ? ['openFile', 'multiSelections']
          : purpose === 'watch-folder'
            ? ['openDirectory']
            : ['openFile']
      const options = { properties, filters: openFilters[purpose] }
      const parent = window()
      const { canceled, filePaths } = await (parent
        ? dialog.showOpenDialog(parent, options)
        : dialog.showOpenDialog(options))
      return canceled ? [] : filePaths
    },
    async pickSave(purpose, name) {
      const options: SaveDialogOptions = {
        filters: saveFilters[purpose],
        defaultPath: join(
          folder,
          freeName(name, (tried) => existsSync(join(folder, tried))),
        ),
        // Linux asks about a file that is there only where it is told to.
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      }
      const parent = window()
      const { canceled, filePath } = await (parent
        ? dialog.showSaveDialog(parent, options)
        : dialog.showSaveDialog(options))
      return canceled || !filePath ? null : filePath
    },
  }
}
