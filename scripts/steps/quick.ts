import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { root } from './fresh.ts'

/** What makes a test slow: training, processes, a browser, files of a hundred megabytes, a build, what is tried on very many random cases. */
const slow =
  /^(@tensorflow\/|@duckdb\/|playwright-core$|electron$|vite$|fast-check$|node:(child_process|worker_threads)$)|\/steps\/bundle\.ts$|\/many-seeds\.ts$/

const runtimeImports =
  /^\s*(?:import|export)\s+(?!type\b)[^'"()]*?from\s*'([^']+)'|^\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm

/** The test files that reach nothing slow, however far their imports go. */
export function quickTests(): string[] {
  const known = new Map<string, boolean>()
  const isSlow = (file: string): boolean => {
    const before = known.get(file)
    if (before !== undefined) return before
    // Until it is known: a circle of imports is as slow as its slowest file.
    known.set(file, false)
    const found = importsOf(file).some((name) => slow.test(name) || (isOurs(name) && isSlow(name)))
    known.set(file, found)
    return found
  }
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, 'test', name))
    .filter((file) => file.endsWith('.test.ts') && !isSlow(file))
    .map((file) => relative(root, file).split(sep).join('/'))
    .sort()
}

const isOurs = (name: string) => /\.(ts|svelte)$/.test(name) && existsSync(name)

/** Packages by name, our own files by path. */
function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(runtimeImports)].map(([, from, bare, dynamic]) => {
    const name = from ?? bare ?? dynamic
    return name.startsWith('.') ? resolve(dirname(file), name) : name
  })
}
