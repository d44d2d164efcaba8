import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'

const root = resolve(import.meta.dirname, '..', '..')
const entry = join(root, 'src-main', 'cli', 'main.ts')

/** The shared data sets, beside the checkout; not part of the project. */
export const data = resolve(root, '..', 'shared', 'data')
export const dataMissing = existsSync(data) ? null : 'The data sets of ../shared/data are not here.'

export interface Outcome {
  code: number
  stdout: string
  stderr: string
}

/** The command line in a process of its own, as a person runs it. */
export function runCli(args: string[], env: Record<string, string> = {}, flags: string[] = []): Promise<Outcome> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...flags, entry, ...args],
      {
        cwd: root,
        env: { ...process.env, ...env },
        maxBuffer: 1 << 26,
      },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0
        done({ code, stdout, stderr })
      },
    )
  })
}

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
