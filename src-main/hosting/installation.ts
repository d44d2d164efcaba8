import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StudioError } from '../shared/errors.ts'

/** Where the parts of this installation lie. Absolute paths. */
export interface Installation {
  root: string
  version: string
  /** What the engine process runs: the bundle, or the source when started from the sources. */
  engine: string
  /** The built page. */
  renderer: string
  /** Electron's preload script. */
  preload: string
  /** The licences of all that is shipped, as text; "" where the app was not built yet. */
  licences(): string
  /** The window's icon, a PNG. */
  icon: string
}

/**
 * Found by walking up to package.json, because a bundler may put this code into any folder below dist,
 * and a packaged app into an archive.
 */
export function installation(from: string = import.meta.filename): Installation {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const version = versionIn(join(folder, 'package.json'))
    if (version) {
      const engine = from.endsWith('.ts')
        ? join(folder, 'src-main', 'engine', 'process.ts')
        : join(folder, 'dist', 'engine.js')
      return {
        root: folder,
        version,
        engine,
        renderer: join(folder, 'dist', 'renderer'),
        preload: join(folder, 'dist', 'preload.cjs'),
        licences: () => textOf(join(folder, 'dist', 'licences.txt')),
        icon: join(folder, 'dist', 'icon.png'),
      }
    }
    if (folder === dirname(folder))
      throw new StudioError('internal', `There is no package.json of Anomaly Studio above ${from}.`)
  }
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function versionIn(file: string): string | null {
  if (!existsSync(file)) return null
  const content: unknown = JSON.parse(readFileSync(file, 'utf8'))
  const isOurs =
    typeof content === 'object' && content !== null && 'name' in content && content.name === 'anomaly-studio'
  return isOurs && 'version' in content && typeof content.version === 'string' ? content.version : null
}
