import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import type { FileSizes } from './state.ts'

/** The folders of @tensorflow/tfjs-node that hold native files: the addon, and libtensorflow beside it. */
const nativeFolders = ['lib', join('deps', 'lib')]

/** Every native file below a folder that is laid out like the package, with its size. Keys use "/". */
export function nativeFiles(root: string): FileSizes {
  const files: FileSizes = {}
  for (const folder of nativeFolders) {
    if (!existsSync(join(root, folder))) continue
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name)
      const found = statSync(join(root, path), { throwIfNoEntry: false })
      if (found?.isFile()) files[path.split(sep).join('/')] = found.size
    }
  }
  return files
}

/**
 * Puts the files of one folder at the same places in another: hard links where both are on one disk (no space, and
 * deleting one side leaves the other whole), else copies. What was there is replaced; each file appears whole or not at all.
 */
export function placeFiles(from: string, to: string, files: FileSizes): void {
  for (const name of Object.keys(files)) {
    const source = join(from, name)
    const target = join(to, name)
    const fresh = `${target}.new`
    mkdirSync(dirname(target), { recursive: true })
    rmSync(fresh, { force: true, recursive: true })
    place(source, fresh)
    rmSync(target, { force: true, recursive: true })
    renameSync(fresh, target)
  }
}

/** Symbolic links stay what they are; Windows may refuse to make one, another disk a hard link, and then it is a copy. */
function place(source: string, target: string): void {
  try {
    if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else linkSync(source, target)
  } catch {
    copyFileSync(source, target)
  }
}

/** Takes all native files out of the package. */
export function clearFiles(folder: string): void {
  for (const name of ['lib', 'deps']) rmSync(join(folder, name), { recursive: true, force: true })
}
