import { resolve } from 'node:path'
import { isImportable } from '../shared/importing/importable.ts'

/** What the system wants the app to begin with, as absolute paths. */
export interface GivenFiles {
  projects: string[]
  /** To be imported. */
  data: string[]
}

const isProject = (path: string) => path.toLowerCase().endsWith('.anomaly')

/** The files among the arguments of a start, as absolute paths. Chromium adds switches of its own, and a checkout its folder. */
export function filesIn(argv: readonly string[], folder: string = process.cwd()): GivenFiles {
  const files = argv
    .slice(1)
    .filter((text) => !text.startsWith('-'))
    .map((text) => resolve(folder, text))
  return { projects: files.filter(isProject), data: files.filter((path) => !isProject(path) && isImportable(path)) }
}

/** A file that the system hands over by itself, as macOS does: it is meant, whatever its name says. */
export const asGiven = (path: string): GivenFiles =>
  isProject(path) ? { projects: [path], data: [] } : { projects: [], data: [path] }
