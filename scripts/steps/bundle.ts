import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, join } from 'node:path'
import { build, type InlineConfig } from 'vite'
import { licencesText } from './licences.ts'
import { root, sourcesFingerprint, stampPath } from './fresh.ts'
import { compileKernels } from './kernels.ts'

/** Bundle name → entry. Everything in node_modules stays there: native modules cannot be bundled, the others need not be. */
const mainEntries = {
  cli: 'src-main/cli/main.ts',
  engine: 'src-main/engine/process.ts',
  'label-reader': 'src-main/engine/label-reader.ts',
  'row-thread': 'src-main/formats/importers/text/row-thread.ts',
  electron: 'src-main/electron/start.ts',
}
const preloadEntry = 'src-main/electron/preload.ts'
const rendererEntry = 'src-renderer/index.html'

/**
 * Builds dist/: cli.js, engine.js and the threads it reads labels and tables in, electron.js, preload.cjs, kernels.wasm, rows.wasm, icon.png, licences.txt of all that is shipped, and renderer/. It is built beside and swapped in whole, so
 * that an app which runs from dist/ never sees half of it. Throws where an entry is missing or a source does not compile.
 */
export async function bundle(): Promise<void> {
  const fingerprint = sourcesFingerprint()
  const missing = [...Object.values(mainEntries), preloadEntry, rendererEntry].filter(
    (entry) => !existsSync(join(root, entry)),
  )
  if (missing.length) throw new Error(`There is no ${missing.join(', no ')} to build from.`)
  const staging = join(root, 'node_modules', '.cache', `dist-${process.pid}`)
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging, { recursive: true })
  try {
    await build(mainConfig(staging))
    await build(preloadConfig(staging))
    await build(rendererConfig(staging))
    for (const path of compileKernels()) copyFileSync(path, join(staging, basename(path)))
    copyFileSync(join(root, 'resources', 'icon.png'), join(staging, 'icon.png'))
    writeFileSync(join(staging, 'licences.txt'), licencesText() + '\n')
    writeFileSync(stampPath(staging), fingerprint + '\n')
    swapIn(staging)
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}

function swapIn(staging: string): void {
  const dist = join(root, 'dist')
  const old = `${staging}-old`
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(staging, dist)
  rmSync(old, { recursive: true, force: true })
}

const external = (id: string) => !id.startsWith('.') && !id.startsWith('/') && !/^[A-Za-z]:[\\/]/.test(id)

const shared: InlineConfig = { root, configFile: false, logLevel: 'warn' }

/** Chunks lie flat beside the entries, so that paths relative to import.meta.url are the same in both. */
function mainConfig(outDir: string): InlineConfig {
  return {
    ...shared,
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(mainEntries).map(([name, path]) => [name, join(root, path)])),
        external,
        output: { format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  }
}

/** A sandboxed preload script is one CommonJS file that may require `electron` and nothing else: the rest goes in. */
function preloadConfig(outDir: string): InlineConfig {
  return {
    ...shared,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'chrome130',
      minify: false,
      copyPublicDir: false,
      rolldownOptions: {
        input: join(root, preloadEntry),
        external: ['electron', ...builtinModules, /^node:/],
        output: { format: 'cjs', entryFileNames: 'preload.cjs', codeSplitting: false },
      },
    },
  }
}

function rendererConfig(dist: string): InlineConfig {
  return {
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(dist, 'renderer'), emptyOutDir: true },
  }
}
