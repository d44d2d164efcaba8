import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Settings and recent projects: $ANOMALY_STUDIO_DATA, else the system's folder for settings of one user. */
export function dataFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.ANOMALY_STUDIO_DATA) return env.ANOMALY_STUDIO_DATA
  if (platform === 'win32' && env.APPDATA) return join(env.APPDATA, 'anomaly-studio')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'anomaly-studio')
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'anomaly-studio')
}

/** Where new projects go: $ANOMALY_STUDIO_PROJECTS, else "Anomaly Studio" in the home folder. */
export function projectsFolder(env: Environment = process.env): string {
  return env.ANOMALY_STUDIO_PROJECTS || join(homedir(), 'Anomaly Studio')
}

/** The system's user name; containers may run under a number that has none. */
export function authorName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}
