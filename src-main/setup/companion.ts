import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compilerFor } from './compile-addon.ts'
import { run } from './run.ts'
import { companion } from './state.ts'

/** MB of files that may be mapped and resident in a process before the library's own are given back. */
const mostMapped = 84
const looksAtFirst = 1000

/**
 * libtensorflow 2.21 writes to standard error as it is loaded, before anything could tell it not to, and heeds no variable
 * about it. Whatever is loaded together with it and defines the function that it asks comes first, as ELF has it.
 *
 * As it is loaded it also touches 220 MB of its file, all over its 560 MB, and never needs most of them again. A thread gives
 * pages of segments that nobody writes back to the system while there are many: what is wanted comes again from the page
 * cache. It asks the loader for the segments, which names a library only once all of it is mapped.
 */
const forLinux = `
#include <cstdio>
#include <cstring>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>
namespace absl { inline namespace lts_20250814 {
enum class LogSeverityAtLeast : int { kFatal = 3 };
LogSeverityAtLeast MinLogLevel() { return LogSeverityAtLeast::kFatal; }
} }
static const long page = sysconf(_SC_PAGESIZE);
static long mappedMegabytes() {
  long all = 0, resident = 0, ofFiles = 0;
  FILE* file = fopen("/proc/self/statm", "re");
  if (!file) return 0;
  if (fscanf(file, "%ld %ld %ld", &all, &resident, &ofFiles) != 3) ofFiles = 0;
  fclose(file);
  return ofFiles * page >> 20;
}
static int giveBack(dl_phdr_info* info, size_t, void*) {
  if (!info->dlpi_name || !strstr(info->dlpi_name, "libtensorflow")) return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const auto& part = info->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W)) continue;
    auto from = (info->dlpi_addr + part.p_vaddr + page - 1) & -page;
    auto to = (info->dlpi_addr + part.p_vaddr + part.p_memsz) & -page;
    if (to > from) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
  }
  return 0;
}
static void* watch(void*) {
  // Often while it is loaded, which takes seconds on a busy machine.
  for (int looks = 0;; looks += looks < ${looksAtFirst}) {
    usleep(looks < ${looksAtFirst} ? 15000 : 250000);
    if (mappedMegabytes() > ${mostMapped}) dl_iterate_phdr(giveBack, nullptr);
    if (looks % (${looksAtFirst} / 20) == 0) malloc_trim(0);
  }
  return nullptr;
}
extern "C" void* napi_register_module_v1(void*, void* exports) {
  mallopt(M_ARENA_MAX, 2);
  pthread_t thread;
  if (pthread_create(&thread, nullptr, watch, nullptr) == 0) pthread_detach(thread);
  return exports;
}
`

/**
 * On Windows libtensorflow asks the environment how much to write, as its own runtime of C copied it, which Node's changes do not
 * reach: what Node was told (tensorflow.ts, `startNative`) is handed on.
 */
const forWindows = `
#include <windows.h>
extern "C" __declspec(dllexport) void* napi_register_module_v1(void*, void* exports) { return exports; }
static bool handOn() {
  typedef int (*Put)(const char*, const char*);
  HMODULE runtime = LoadLibraryA("ucrtbase.dll");
  Put put = runtime ? (Put)GetProcAddress(runtime, "_putenv_s") : nullptr;
  const char* names[] = {"TF_CPP_MIN_LOG_LEVEL", "TF_ENABLE_ONEDNN_OPTS"};
  for (const char* name : names) {
    char value[16];
    DWORD length = GetEnvironmentVariableA(name, value, sizeof value);
    if (put && length > 0 && length < sizeof value) put(name, value);
  }
  return true;
}
static const bool handedOn = handOn();
`

interface Kind {
  /** Relative to the folder: the library that this is for. */
  library: string
  source: string
  links(folder: string): string[]
}

const kinds: Readonly<Record<string, Kind>> = {
  linux: {
    // Only the library out of Python's package is of this kind; its name tells it.
    library: join('deps', 'lib', 'libtensorflow_cc.so.2'),
    source: forLinux,
    links: (folder) => [
      ...['-fPIC', '-pthread', '-Wl,--no-as-needed'],
      join(folder, 'deps', 'lib', 'libtensorflow_framework.so.2'),
      '-Wl,-rpath,$ORIGIN/../../deps/lib',
    ],
  },
  win32: {
    library: join('lib', 'napi-v8', 'tensorflow.dll'),
    source: forWindows,
    links: () => ['-static'],
  },
}

/**
 * Builds what keeps libtensorflow silent and, on Linux, small, where it lies in a folder laid out like the package and there is a
 * compiler: half a second, once. Without it everything works, with two lines of TensorFlow's own on standard error and 220 MB more.
 */
export async function buildCompanion(folder: string, system: string = process.platform): Promise<void> {
  const target = join(folder, companion)
  const kind = kinds[system]
  const compiler = kind && compilerFor(system)
  if (!compiler || existsSync(target) || !existsSync(join(folder, kind.library))) return
  const scratch = `${target}.${process.pid}`
  try {
    writeFileSync(`${scratch}.cc`, kind.source)
    const args = ['-O1', '-shared', `${scratch}.cc`, '-o', scratch, ...kind.links(folder)]
    const { code } = await run(compiler.program, args, { timeoutMs: 60_000 })
    if (code === 0) renameSync(scratch, target)
  } catch {
    // A read-only installation.
  }
  for (const path of [scratch, `${scratch}.cc`]) rmSync(path, { force: true })
}
