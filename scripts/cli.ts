/** The command line from a checkout: the bundle where it is as new as the sources, else the sources themselves. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { missingPackage } from '../src-main/shared/errors.ts'
import { isFresh, root } from './steps/fresh.ts'
import { canCompile, compileKernels } from './steps/kernels.ts'

const fresh = isFresh()
if (!fresh && canCompile()) compileKernels()
const entry = fresh ? join(root, 'dist', 'cli.js') : join(root, 'src-main', 'cli', 'main.ts')
process.argv[1] = entry
try {
  await import(pathToFileURL(entry).href)
} catch (error) {
  // After an update of the sources a package may be missing that every command needs.
  const sentence = missingPackage(error)
  if (!sentence) throw error
  console.error(sentence)
  process.exitCode = 1
}
