import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from './paths.ts'
import { run } from './run.ts'
import { quietLog } from './state.ts'

const library = join('deps', 'lib', 'libtensorflow_framework.so.2')

/**
 * libtensorflow 2.21 writes to standard error as it is loaded, before anything could tell it not to, and heeds no variable
 * about it. Whatever is loaded together with it and defines the function that it asks comes first, as ELF has it.
 */
const source = `
namespace absl { inline namespace lts_20250814 {
enum class LogSeverityAtLeast : int { kFatal = 3 };
LogSeverityAtLeast MinLogLevel() { return LogSeverityAtLeast::kFatal; }
} }
extern "C" void* napi_register_module_v1(void*, void* exports) { return exports; }
`

/**
 * Builds what keeps libtensorflow silent, where it lies in a folder laid out like the package and there is a compiler: half
 * a second, once. Without it everything works, with two lines of TensorFlow's own on standard error.
 */
export async function buildQuietLog(folder: string): Promise<void> {
  const target = join(folder, quietLog)
  const compiler = findProgram('g++', 'c++', 'clang++')
  // Only the library out of Python's package is of this kind; its name tells it.
  if (!compiler || existsSync(target) || !existsSync(join(folder, 'deps', 'lib', 'libtensorflow_cc.so.2'))) return
  const scratch = `${target}.${process.pid}`
  try {
    writeFileSync(`${scratch}.cc`, source)
    // prettier-ignore
    const args = ['-O1', '-fPIC', '-shared', `${scratch}.cc`, '-o', scratch, '-Wl,--no-as-needed', join(folder, library),
      '-Wl,-rpath,$ORIGIN/../../deps/lib']
    const { code } = await run(compiler, args, { timeoutMs: 60_000 })
    if (code === 0) renameSync(scratch, target)
  } catch {
    // A read-only installation.
  }
  for (const path of [scratch, `${scratch}.cc`]) rmSync(path, { force: true })
}
