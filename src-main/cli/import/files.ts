import { globSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { badInput } from '../../shared/errors.ts'
import { isData } from '../../shared/importing/importable.ts'

const collator = new Intl.Collator('en', { numeric: true })

/**
 * The files that arguments name: files as they are, of a folder those that can be imported, and what a pattern finds where the
 * shell has not looked itself. Throws bad-input for an argument that names nothing.
 */
export function filesNamed(given: readonly string[]): string[] {
  return given.flatMap((name) => {
    const info = statSync(name, { throwIfNoEntry: false })
    if (info?.isDirectory()) {
      const found = readdirSync(name, { withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && isData(entry.name))
        .map((entry) => join(name, entry.name))
        .sort(collator.compare)
      if (found.length === 0) throw badInput(`The folder "${name}" holds no file that can be imported.`)
      return found
    }
    if (info || !/[*?[{]/.test(name)) return [name]
    const found = globSync(name).sort(collator.compare)
    if (found.length === 0) throw badInput(`No file fits the pattern "${name}".`)
    return found
  })
}
