import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { findProgram } from './paths.ts'
import { lastLine, run } from './run.ts'

/** What compiles the addon for a system. On Windows MinGW-w64, which Linux has for Windows as well. */
export interface Compiler {
  program: string
  /** Windows only: makes what a program is linked by out of names. */
  dlltool: string | null
}

/** The compiler for "win32", "linux" or "darwin" that is on PATH, or null. */
export function compilerFor(system: string): Compiler | null {
  if (system !== 'win32') return plain(findProgram('g++', 'c++', 'clang++'))
  const own = process.platform === 'win32'
  const program = findProgram('x86_64-w64-mingw32-g++', ...(own ? ['g++'] : []))
  const dlltool = findProgram('x86_64-w64-mingw32-dlltool', ...(own ? ['dlltool'] : []))
  return program && dlltool ? { program, dlltool } : null
}

const plain = (program: string | null) => (program === null ? null : { program, dlltool: null })

/** Where the headers of Node-API are, or null; `names` — the folder that lists its functions, which only the npm package has. */
export function nodeHeaders(): { include: string; names: string } | null {
  const candidates = [join(dirname(process.execPath), '..', 'include', 'node'), '/usr/include/node']
  let names = ''
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'))
    candidates.unshift(join(folder, 'include'))
    names = join(folder, 'def')
  } catch {
    // Not installed: an installation without development packages.
  }
  const include = candidates.find((folder) => existsSync(join(folder, 'node_api.h')))
  return include ? { include, names } : null
}

/** What the addon includes of TensorFlow: all of it is in one file of ours. */
const header = join(import.meta.dirname, 'tensorflow-c-api.h')
const included = ['c/c_api.h', 'c/eager/c_api.h', 'c/tf_datatype.h', 'c/tf_status.h', 'c/tf_tensor.h', 'core/platform/ctstring_internal.h'] // prettier-ignore

interface Place {
  /** tfjs-node with its C++ sources. */
  packageFolder: string
  headers: { include: string; names: string }
  /** Laid out like the package: libtensorflow is there, the addon comes there. */
  target: string
  scratch: string
  libraries: string[]
}

/** Builds the addon into target/lib/napi-v8, in about 10 s. Returns null when that went through, else why it did not. */
export async function compileAddon(system: string, compiler: Compiler, place: Place): Promise<string | null> {
  const { packageFolder, headers, target, scratch } = place
  const addon = join(target, 'lib', 'napi-v8', 'tfjs_binding.node')
  mkdirSync(dirname(addon), { recursive: true })
  for (const name of included) {
    mkdirSync(dirname(join(scratch, 'tensorflow', name)), { recursive: true })
    copyFileSync(header, join(scratch, 'tensorflow', name))
  }
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(packageFolder, 'binding', name))
  const libraries = place.libraries.map((path) => join(target, path))
  // The libraries are named by their own names in what is built ("libtensorflow_cc.so.2"), not by where they lie now.
  const links: Record<string, () => Promise<string[] | string>> = {
    linux: async () => ['-fPIC', ...libraries, '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    darwin: async () => ['-undefined', 'dynamic_lookup', ...libraries, '-Wl,-rpath,@loader_path/../../deps/lib'],
    win32: () => windowsLinks(compiler.dlltool!, headers.names, scratch),
  }
  const link = await links[system]()
  if (typeof link === 'string') return link
  // prettier-ignore
  const args = ['-O2', '-std=c++17', '-shared', '-DNAPI_VERSION=8', `-I${headers.include}`, `-I${scratch}`, ...sources, '-o', addon, ...link]
  const ran = await run(compiler.program, args, { timeoutMs: 5 * 60_000 })
  if (ran.code === 0) return null
  const error = /^.*error: .*$/m.exec(ran.output)?.[0] ?? lastLine(ran.output)
  return `the addon does not compile: ${error.slice(0, 200)}`
}

/**
 * Node's functions are in whatever program loads the addon, "node.exe" or that of an installed app, so they are looked for at the
 * first call, and there.
 */
const inOwnProgram = `
#include <windows.h>
#include <delayimp.h>
#include <string.h>
static FARPROC WINAPI own(unsigned event, DelayLoadInfo* info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0) return nullptr;
  return (FARPROC)GetModuleHandleW(nullptr);
}
extern "C" { PfnDliHook __pfnDliNotifyHook2 = own; }
`

/** A library on Windows is linked by a list of the names in it. The compiler's own libraries become part of the addon. */
async function windowsLinks(dlltool: string, names: string, scratch: string): Promise<string[] | string> {
  const listed = ['js_native_api.def', 'node_api.def'].map((name) => readFileSync(join(names, name), 'utf8')).join('\n')
  const functions = {
    'node.exe': listed.match(/^(?:napi|node_api)_\w+/gm) ?? [],
    'tensorflow.dll':
      readFileSync(header, 'utf8')
        .match(/^(?!static ).*?\bTFE?_\w+(?=\()/gm)
        ?.map((line) => /\w+$/.exec(line)![0]) ?? [],
  }
  for (const [library, list] of Object.entries(functions)) {
    const path = join(scratch, library)
    writeFileSync(`${path}.def`, `LIBRARY ${library}\nEXPORTS\n${list.join('\n')}\n`)
    const how = library === 'node.exe' ? '--output-delaylib' : '--output-lib'
    const ran = await run(dlltool, ['--input-def', `${path}.def`, '--dllname', library, how, `${path}.a`], {
      timeoutMs: 60_000,
    })
    if (ran.code !== 0) return `the names of ${library} cannot be listed: ${lastLine(ran.output)}`
  }
  const hook = join(scratch, 'own-program.cc')
  writeFileSync(hook, inOwnProgram)
  return [hook, '-static', join(scratch, 'tensorflow.dll.a'), join(scratch, 'node.exe.a')]
}
