import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { compileKernels } from '../scripts/steps/kernels.ts'
import { temporaryFolder } from '../src-main/files/abandoned.ts'

/**
 * Before all tests: the kernels, which the sources find where the build keeps them, and one folder for whatever tests and the programs that
 * they start put into the temporary folder. It goes when the tests have ended, also where some failed; that of a killed run with the next one.
 */
export default async function setup(): Promise<() => void> {
  compileKernels()
  process.env.ANOMALY_TESTS_KEPT = tmpdir()
  const folder = await temporaryFolder('anomaly-tests-')
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
