import { readdirSync, statSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The folder of the portable program on Windows, which says where it lies: what it writes stays beside it, on the stick. Null for
 * every other way to start.
 */
const stick = (env: Environment) => env.PORTABLE_EXECUTABLE_DIR || null

/** Settings and recent projects: $ANOMALY_STUDIO_DATA, beside the portable program, else the system's folder for settings of one user. */
export function dataFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.ANOMALY_STUDIO_DATA) return env.ANOMALY_STUDIO_DATA
  const portable = stick(env)
  if (portable) return join(portable, 'Anomaly Studio settings')
  if (platform === 'win32' && env.APPDATA) return join(env.APPDATA, 'anomaly-studio')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'anomaly-studio')
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'anomaly-studio')
}

/** Where new projects go: $ANOMALY_STUDIO_PROJECTS, else "Anomaly Studio" beside the portable program or in the home folder. */
export function projectsFolder(env: Environment = process.env): string {
  return env.ANOMALY_STUDIO_PROJECTS || join(stick(env) ?? homedir(), 'Anomaly Studio')
}

/** The system's user name; containers may run under a number that has none. */
export function authorName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

/** Where a person's files usually lie, as far as it is there: documents, downloads, desktop, sticks and further drives. */
export function standardPlaces(
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): { name: string; path: string }[] {
  const own = ['Documents', 'Downloads', 'Desktop'].map((name) => ({ name, path: join(home, name) }))
  return [...own, ...drives(platform)].filter(({ path }) => isFolder(path))
}

function drives(platform: NodeJS.Platform): { name: string; path: string }[] {
  if (platform === 'win32')
    return [...'ABDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => ({ name: `${letter}:`, path: `${letter}:\\` }))
  const parents =
    platform === 'darwin' ? ['/Volumes'] : ['/media', '/mnt', ...perUser('/media'), ...perUser('/run/media')]
  return parents
    .flatMap((folder) => namesIn(folder).map((name) => ({ name, path: join(folder, name) })))
    .filter(({ path }) => !perUser('/media').includes(path))
}

const perUser = (folder: string) => [join(folder, authorName())]

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch {
    return []
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
