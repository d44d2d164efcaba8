import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Counts, countReport, noCounts } from './counts.ts'
import { root } from './fresh.ts'

/** Runs vitest once with the person's arguments, shows its output as it comes, and counts. */
export async function runTests(args: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-test-'))
  const report = join(folder, 'report.json')
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await exitCode(
      spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    )
    return countReport(JSON.parse(readFileSync(report, 'utf8')), code)
  } catch (error) {
    console.log(`✗ The tests could not be run to their end: ${error instanceof Error ? error.message : String(error)}`)
    return { ...noCounts, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const exitCode = (child: ReturnType<typeof spawn>) =>
  new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(1))
    child.on('close', resolve)
  })
