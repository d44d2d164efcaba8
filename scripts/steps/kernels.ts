import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './fresh.ts'

const sources = join(root, 'src-wasm')
const folder = join(root, 'node_modules', '.cache', 'kernels')
const compiler = join(root, 'node_modules', 'assemblyscript')

/** Whether the compiler is installed: it is not with `npm ci --omit=dev`, where the portable kernels do the same, slower. */
export const canCompile = (): boolean => existsSync(compiler)

/** File → where it begins in src-wasm. */
const modules = { 'kernels.wasm': 'index.ts', 'rows.wasm': 'rows.ts' }

/**
 * Compiles src-wasm where that changed, in about three seconds, and returns the paths of the results. It runs in processes of its own, since
 * the compiler keeps 200 MB.
 */
export function compileKernels(): string[] {
  const results = Object.keys(modules).map((name) => join(folder, name))
  const stamp = join(folder, 'sources.txt')
  const now = fingerprint()
  if (results.every(existsSync) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return results
  mkdirSync(folder, { recursive: true })
  for (const [name, entry] of Object.entries(modules)) compile(entry, join(folder, name))
  writeFileSync(stamp, now)
  return results
}

function compile(entry: string, result: string): void {
  const beside = `${result}.${process.pid}`
  // No data and no memory of its own: the backend's is imported. Relaxed SIMD has the fused multiply-add, which halves the time.
  const options = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '--enable', 'relaxed-simd', '--noAssert']
  execFileSync(
    process.execPath,
    [join(compiler, 'bin', 'asc.js'), join(sources, entry), '-o', beside, '-O3', ...options, '--disableWarning'],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  renameSync(beside, result)
}

function fingerprint(): string {
  const hash = createHash('sha1').update(readFileSync(join(compiler, 'package.json')))
  for (const name of readdirSync(sources).sort()) hash.update(`${name}\n`).update(readFileSync(join(sources, name)))
  return hash.update(readFileSync(import.meta.filename)).digest('hex')
}
