import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Report } from './report.ts'
import { findProgram } from './paths.ts'
import { lastLine, run } from './run.ts'
import { unzip } from './zip.ts'

const needsBytes = 1.4e9

interface Wheel {
  requirement: string
  tag: string
  sha256: string
}

/**
 * The one wheel that is fetched, whatever Python is there: its library and headers serve every Python alike. By version and
 * check sum; the index has it for these processors only, for ARM under the name of the whole package.
 */
export const wheel = {
  python: '3.12',
  platforms: {
    x64: {
      requirement: 'tensorflow-cpu==2.21.0',
      tag: 'manylinux_2_27_x86_64',
      sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    },
    arm64: {
      requirement: 'tensorflow==2.21.0',
      tag: 'manylinux_2_27_aarch64',
      sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    },
  } as Partial<Record<string, Wheel>>,
}

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']

/**
 * Makes libtensorflow and the addon out of what Python's package index offers: the wheel `tensorflow-cpu` holds the
 * library (its libtensorflow_cc exports the whole C API) and the C headers, tfjs-node holds the addon's C++ source.
 * target — an empty folder that gets lib/napi-v8/tfjs_binding.node and deps/lib/.
 * Returns null when that went through, else why it did not.
 */
export async function buildFromWheel(packageFolder: string, target: string, report: Report): Promise<string | null> {
  if (process.platform !== 'linux') return `building it from Python's package is not supported on ${process.platform}`
  const platform = wheel.platforms[process.arch]
  if (!platform) return `Python's package has no library for Linux on ${process.arch}`
  const pip = pipCommand()
  const compiler = findProgram('g++', 'c++', 'clang++')
  const headers = nodeHeaders()
  if (!pip) return 'there is no pip to fetch the library with'
  if (!compiler) return 'there is no C++ compiler (g++) to build the addon with'
  if (!headers) return 'the headers of Node (npm package node-api-headers) are not there'
  const free = statfsSync(target)
  if (free.bavail * free.bsize < needsBytes)
    return `it needs ${needsBytes / 1e9} GB of free space in ${dirname(target)}`

  const scratch = join(target, 'scratch')
  mkdirSync(scratch, { recursive: true })
  const fetched = await fetchWheel(pip, platform, scratch, report)
  if ('why' in fetched) return fetched.why
  const include = join(scratch, 'include')
  const unpacked = await unzip(fetched.wheel, target, wantedPath, (fraction) =>
    report('Unpacking libtensorflow', fraction),
  )
  const missing = libraries.filter((name) => !unpacked.includes(`tensorflow/${name}`))
  if (missing.length) return `the package tensorflow-cpu does not hold ${missing.join(' and ')}`

  report('Taking the names for debuggers out of libtensorflow')
  for (const name of libraries) await strip(join(target, 'deps', 'lib', name))
  report('Building the TensorFlow addon (about 10 s)')
  const built = await compile(compiler, { packageFolder, include, headers, target })
  if (built) return built
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

/** The two libraries go where the addon looks for them, the C headers into scratch; the other 10,000 files stay packed. */
function wantedPath(name: string): string | null {
  for (const library of libraries) if (name === `tensorflow/${library}`) return join('deps', 'lib', library)
  const header =
    /^tensorflow\/include\/((?:tensorflow\/c|tensorflow\/core\/platform|tensorflow\/tsl|tsl|xla\/tsl)\/.*\.h)$/.exec(
      name,
    )
  return header ? join('scratch', 'include', header[1]) : null
}

function pipCommand(): string[] | null {
  const pip = findProgram('pip', 'pip3')
  if (pip) return [pip]
  const python = findProgram('python3', 'python')
  return python ? [python, '-m', 'pip'] : null
}

async function fetchWheel(
  pip: string[],
  platform: Wheel,
  folder: string,
  report: Report,
): Promise<{ wheel: string } | { why: string }> {
  const wanted = join(folder, 'requirements.txt')
  writeFileSync(wanted, `${platform.requirement} --hash=sha256:${platform.sha256}\n`)
  // Without --retries 0 and a short timeout pip spends minutes on an index that is not there.
  // prettier-ignore
  const flags = ['--no-deps', '--retries', '0', '--timeout', '3', '--no-input', '--disable-pip-version-check', '--require-hashes',
    '--only-binary=:all:', '--platform', platform.tag, '--implementation', 'cp', '--python-version', wheel.python]
  const args = [...pip.slice(1), 'download', ...flags, '-d', folder, '-r', wanted]
  const onTick = (seconds: number) => report(`Fetching libtensorflow with pip (about 270 MB): ${seconds} s`)
  const ran = await run(pip[0], args, { timeoutMs: 15 * 60_000, onTick })
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'))
  if (ran.code === 0 && file) return { wheel: join(folder, file) }
  if (ran.timedOut) return { why: 'pip did not finish in 15 minutes' }
  if (/do not match the hashes|hashes? mismatch/i.test(ran.output))
    return { why: `what pip fetched is not ${platform.requirement} as it was published (its check sum differs)` }
  return { why: `pip cannot get ${platform.requirement}: ${lastLine(ran.output)}` }
}

function nodeHeaders(): string | null {
  const candidates: string[] = []
  try {
    candidates.push(join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include'))
  } catch {
    // Not installed: an installation without development packages.
  }
  candidates.push(join(dirname(process.execPath), '..', 'include', 'node'), '/usr/include/node')
  return candidates.find((folder) => existsSync(join(folder, 'node_api.h'))) ?? null
}

interface Sources {
  packageFolder: string
  include: string
  headers: string
  target: string
}

async function compile(compiler: string, { packageFolder, include, headers, target }: Sources): Promise<string | null> {
  const addon = join(target, 'lib', 'napi-v8', 'tfjs_binding.node')
  const linkFolder = join(target, 'scratch', 'link')
  mkdirSync(dirname(addon), { recursive: true })
  mkdirSync(linkFolder)
  // The linker wants these names; at run time the addon asks for the libraries' own ("libtensorflow_cc.so.2").
  symlinkSync(join(target, 'deps', 'lib', libraries[0]), join(linkFolder, 'libtensorflow.so'))
  symlinkSync(join(target, 'deps', 'lib', libraries[1]), join(linkFolder, 'libtensorflow_framework.so'))
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name))
  const ran = await run(
    compiler,
    // prettier-ignore
    ['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8', `-I${headers}`, `-I${include}`, ...sources, '-o', addon,
      `-L${linkFolder}`, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    { timeoutMs: 5 * 60_000 },
  )
  if (ran.code === 0) return null
  const error = /^.*error: .*$/m.exec(ran.output)?.[0] ?? lastLine(ran.output)
  return `the addon does not compile: ${error.slice(0, 200)}`
}
