import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const inputs = [
  'src-main',
  'src-renderer',
  'src-wasm',
  'resources',
  'docs',
  'README.md',
  'vite.config.ts',
  'package-lock.json',
  'scripts/steps/bundle.ts',
  'scripts/steps/help.ts',
  'scripts/steps/kernels.ts',
]

/** A fingerprint of everything the build reads: names, sizes and times, so a deleted file counts too. Takes a few milliseconds. */
export function sourcesFingerprint(): string {
  const hash = createHash('sha1')
  for (const input of inputs) {
    const path = join(root, input)
    if (!existsSync(path)) continue
    const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }).sort() : ['']
    for (const name of names) {
      // A file that vanishes between listing and looking: another editor's temporary file.
      const found = statSync(join(path, name), { throwIfNoEntry: false })
      if (found?.isFile()) hash.update(`${input}/${name} ${found.size} ${found.mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

export const stampPath = (dist: string) => join(dist, 'sources.txt')

/** Whether dist/ was built from the sources as they are now. */
export function isFresh(): boolean {
  const stamp = stampPath(join(root, 'dist'))
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === sourcesFingerprint()
}
