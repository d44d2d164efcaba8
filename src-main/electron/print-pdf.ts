import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'
import { cancelled } from '../shared/errors.ts'

/** In memory, and apart from the app's own session, which loads nothing from disk. */
const partition = 'report'

/**
 * Prints an HTML file of ours to the bytes of a PDF file, in a hidden window that runs no script and can load that file alone.
 * The size and margins of the sheet are the page's own.
 */
export async function printPdf(html: string, signal?: AbortSignal): Promise<Uint8Array> {
  const address = pathToFileURL(html).href
  const printing = session.fromPartition(partition)
  printing.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  printing.setPermissionCheckHandler(() => false)
  printing.webRequest.onBeforeRequest((details, decide) => decide({ cancel: details.url !== address }))
  const window = new BrowserWindow({
    show: false,
    webPreferences: {
      session: printing,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  const stop = () => window.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    if (signal?.aborted) throw cancelled()
    await window.loadURL(address)
    const bytes = await window.webContents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      generateDocumentOutline: true,
      generateTaggedPDF: true,
    })
    if (signal?.aborted) throw cancelled()
    return bytes
  } catch (error) {
    // Printing in a window that was taken away fails in Chromium's words.
    throw signal?.aborted ? cancelled() : error
  } finally {
    signal?.removeEventListener('abort', stop)
    if (!window.isDestroyed()) window.destroy()
  }
}
