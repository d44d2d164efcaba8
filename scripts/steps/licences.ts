import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './fresh.ts'

interface Locked {
  version: string
  license?: string
  dev?: boolean
  dependencies?: Record<string, string>
}

/** Bundled into the page, and so not among the dependencies that are shipped as packages. */
const bundled = ['echarts', 'svelte']

/** What comes with a package and has no package of its own. */
const libraries = [
  ['Electron', 'MIT; its own and Chromium’s licences lie beside the program (LICENSE, LICENSES.chromium.html)'],
  [
    'TensorFlow (libtensorflow), where native TensorFlow is installed',
    'Apache License 2.0, as @tensorflow/tfjs-node below',
  ],
  [
    'Runtime of Visual C++ (msvcp140.dll, vcruntime140.dll), on Windows where native TensorFlow is installed',
    'Microsoft’s, which may be passed on with a program',
  ],
  [
    'Runtime of GCC and MinGW-w64, in the addon of native TensorFlow on Windows',
    'GPL 3 with the GCC Runtime Library Exception, and MIT',
  ],
  ['SQLite, in better-sqlite3', 'public domain'],
  ['DuckDB, in @duckdb/node-bindings', 'MIT, as that package below'],
]

/** Name and version of every package that is shipped, with its licence; one file for the app to show. */
export function licencesText(): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  const names = Object.keys(packages).filter((path) => path.startsWith('node_modules/') && !packages[path].dev)
  const shipped = new Set([...names, ...reachedFrom(bundled, packages)])
  const parts = [...shipped]
    .filter((path) => !/node_modules\/node-(linux|win|darwin)-/.test(path) && existsSync(join(root, path)))
    .sort()
    .map((path) => part(path.replace(/^.*node_modules\//, ''), packages[path], join(root, path)))
  return [
    'Anomaly Studio',
    readFileSync(join(root, 'LICENSE'), 'utf8').trim(),
    ...libraries.map(([name, licence]) => `${name}: ${licence}.`),
    ...new Set(parts),
  ].join('\n\n')
}

/** The packages that these need, themselves included. */
function reachedFrom(names: string[], packages: Record<string, Locked>): Set<string> {
  const found = new Set(names.map((name) => `node_modules/${name}`))
  for (const path of found)
    for (const name of Object.keys(packages[path]?.dependencies ?? {}))
      if (packages[`node_modules/${name}`]) found.add(`node_modules/${name}`)
  return found
}

function part(name: string, { version, license }: Locked, folder: string): string {
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one))
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : 'The package comes without a text of it.'
  return `${'─'.repeat(60)}\n${name} ${version} (${license ?? 'see below'})\n\n${text}`
}
