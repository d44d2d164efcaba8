import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { parseManifest, type Manifest as Parsed } from '../../analysis/metrics/corpus-manifest.ts'
import { badInput } from '../../shared/errors.ts'

/** path — of the manifest itself: the files it names lie beside it. */
export type Manifest = Parsed & { path: string }
export type { ManifestEntry } from '../../analysis/metrics/corpus-manifest.ts'

/** main — where a file that is named by its path alone belongs. Throws bad-input with a sentence. */
export function readManifest(path: string, main: 'scores' | 'predictions'): Manifest {
  return { ...parseManifest(readFileSync(path, 'utf8').replace(/^\ufeff/, ''), basename(path), main), path }
}

/** Paths in a manifest begin at its folder. */
export const besideManifest = (manifestPath: string, file: string) =>
  isAbsolute(file) ? file : join(dirname(manifestPath), file)

/** Throws bad-input naming the file as the manifest does. */
export function fileOf(manifestPath: string, file: string): string {
  const path = besideManifest(manifestPath, file)
  if (!existsSync(path)) throw badInput(`${basename(manifestPath)} names "${file}", and there is no such file.`)
  return path
}
