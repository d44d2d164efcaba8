import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { previewFile } from '../../../src-main/formats/importers/index.ts'
import { readSeries } from '../../../src-main/formats/importers/sinks/memory-sink.ts'
import { quietJob } from '../../../src-main/analysis/job.ts'
import type { ImportRecipe } from '../../../src-main/shared/importing/recipe.ts'

/** The reference data beside the checkout; tests that need it skip where it is absent. */
export const sharedData = join(import.meta.dirname, '../../../../shared/data')

const folder = mkdtempSync(join(tmpdir(), 'anomaly-test-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

/** A file that is gone after the tests. */
export function fileOf(content: string | Uint8Array, name = 'table.csv'): string {
  const path = join(folder, `${files++}-${name}`)
  writeFileSync(path, content)
  return path
}

export const preview = (path: string, changed: Partial<ImportRecipe> | null = null) =>
  previewFile(path, changed, quietJob())
export const read = (path: string, changed: Partial<ImportRecipe> | null = null) =>
  readSeries(path, changed, quietJob())
export const messages = (problems: { message: string }[]) => problems.map((problem) => problem.message)
export const at = (iso: string) => Date.parse(iso)
