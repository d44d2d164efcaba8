import { mkdirSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileAddon, compilerFor, nodeHeaders } from './compile-addon.ts'
import { fetcherName, fetcherOf, fetchLibrary } from './fetch-library.ts'
import { nativeSources } from './native-sources.ts'
import { findProgram, host } from './paths.ts'
import { buildCompanion } from './companion.ts'
import type { Report } from './report.ts'
import { run } from './run.ts'
import { unzip } from './zip.ts'

/**
 * Makes libtensorflow and the addon out of one published file (`native-sources.ts`) and the C++ source of the addon that tfjs-node
 * ships. target — an empty folder that gets what the package holds of native files. machine — "win32-x64"; Linux can build for
 * Windows too. Returns null when that went through, else why it did not.
 */
export async function buildNative(
  packageFolder: string,
  target: string,
  report: Report,
  machine = host,
): Promise<string | null> {
  const source = nativeSources[machine]
  if (!source) return `no library is published for ${machine}`
  const system = machine.split('-')[0]
  const fetcher = fetcherOf(source)
  const compiler = compilerFor(system)
  const headers = nodeHeaders()
  if (!fetcher) return `there is no ${fetcherName(source)} to fetch the library with`
  if (!compiler) return `there is no C++ compiler (${system === 'win32' ? 'MinGW-w64' : 'g++'}) to build the addon with`
  if (!headers || (system === 'win32' && !headers.names))
    return 'the headers of Node (npm package node-api-headers) are not there'
  const free = statfsSync(target)
  if (free.bavail * free.bsize < source.needsBytes)
    return `it needs ${source.needsBytes / 1e9} GB of free space in ${dirname(target)}`

  const scratch = join(target, 'scratch')
  mkdirSync(scratch, { recursive: true })
  const fetched = await fetchLibrary(fetcher, source, scratch, report)
  if ('why' in fetched) return fetched.why
  const unpacked = await unzip(
    fetched.archive,
    target,
    (name) => source.files[name] ?? null,
    (fraction) => report('Unpacking libtensorflow', fraction),
  )
  const missing = Object.keys(source.files).filter((name) => !unpacked.includes(name))
  if (missing.length) return `what was fetched does not hold ${missing.join(' and ')}`

  const libraries = Object.values(source.files)
  if (system === 'linux') {
    report('Taking the names for debuggers out of libtensorflow')
    for (const path of libraries) await strip(join(target, path))
  }
  report('Building the TensorFlow addon (about 10 s)')
  const failed = await compileAddon(system, compiler, { packageFolder, headers, target, scratch, libraries })
  if (failed) return failed
  await buildCompanion(target, system)
  rmSync(scratch, { recursive: true, force: true })
  return null
}

/** A quarter of the library is names that only a debugger asks for; its licence allows to take them out. */
async function strip(library: string): Promise<void> {
  const program = findProgram('strip')
  const stripped = `${library}.stripped`
  if (program && (await run(program, ['--strip-unneeded', '-o', stripped, library], { timeoutMs: 120_000 })).code === 0)
    renameSync(stripped, library)
  else rmSync(stripped, { force: true })
}
