import { realpathSync, statSync } from 'node:fs'
import { extname, isAbsolute, relative, resolve, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

export interface PageFile {
  path: string
  type: string
  bytes: number
}

/**
 * The file of the built page behind a URL's path, or null: nothing outside the folder, no dot files, no unknown kinds.
 * A symbolic link that leads out of the folder counts as outside.
 */
export function pageFile(folder: string, urlPath: string): PageFile | null {
  const name = decoded(urlPath)
  if (name === null || /[\0\\]/.test(name)) return null
  const parts = name.split('/').filter((part) => part !== '')
  if (parts.some((part) => part.startsWith('.'))) return null
  const wanted = parts.length === 0 ? ['index.html'] : parts
  const type = types[extname(wanted[wanted.length - 1]).toLowerCase()]
  if (!type) return null
  try {
    const root = realpathSync(folder)
    const path = realpathSync(resolve(root, ...wanted))
    const inside = relative(root, path)
    if (inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside)) return null
    const found = statSync(path)
    return found.isFile() ? { path, type, bytes: found.size } : null
  } catch {
    return null
  }
}

function decoded(urlPath: string): string | null {
  try {
    return decodeURIComponent(urlPath)
  } catch {
    return null
  }
}
