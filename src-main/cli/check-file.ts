import { existsSync, statSync } from 'node:fs'
import { badInput } from '../shared/errors.ts'

/** Throws bad-input where a file that was named is none. */
export function checkFile(path: string): void {
  if (path === '-') throw badInput('Standard input is not read: give the name of a file.')
  if (!existsSync(path)) throw badInput(`There is no file "${path}".`)
  if (!statSync(path).isFile()) throw badInput(`"${path}" is not a file.`)
}
