import { resolve } from 'node:path'

/** The project file among the arguments of a start, as an absolute path, or null. */
export function projectIn(argv: readonly string[], folder: string = process.cwd()): string | null {
  const given = argv.slice(1).find((text) => text.toLowerCase().endsWith('.anomaly') && !text.startsWith('-'))
  return given ? resolve(folder, given) : null
}
