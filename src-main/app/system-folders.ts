import { homedir } from 'node:os'
import { sep } from 'node:path'

const byPlatform: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  win32: ['\\windows', '\\program files', '\\program files (x86)', '\\programdata', '\\$recycle.bin'],
  darwin: ['/bin', '/sbin', '/usr', '/etc', '/dev', '/system', '/library', '/private/etc', '/private/var/db', '/cores'],
}
const unix = ['/bin', '/boot', '/dev', '/etc', '/lib', '/lib32', '/lib64', '/proc', '/root', '/run', '/sbin', '/sys']
const others = [...unix, '/usr', '/var/lib', '/var/spool', '/var/log']
/** Sticks and discs are there. */
const media = '/run/media'

/** Folders that hold the machine and nobody's measurements: keys, devices, other programs; and the root of a file system. */
export function isSystemFolder(path: string, platform: NodeJS.Platform = process.platform): boolean {
  const plain = platform === 'win32' ? path.replace(/^[a-z]:/i, '').toLowerCase() : path
  if (plain === sep || plain === '') return true
  if (isIn(path, homedir()) || isIn(path, media)) return false
  const text = platform === 'darwin' ? plain.toLowerCase() : plain
  return (byPlatform[platform] ?? others).some((folder) => isIn(text, folder))
}

const isIn = (path: string, folder: string) => path === folder || path.startsWith(folder + sep)
