/**
 * `npm test [vitest arguments]`: everything that must hold. Native TensorFlow, the build, types, Svelte's checks and the
 * tests. The last line is "N passed, N failed", with ", N skipped" where there are any; the exit code follows it.
 */
import { ensureNative } from '../src-main/setup/library.ts'
import { runChecks } from './steps/checks.ts'
import { isFresh } from './steps/fresh.ts'
import { engineInWords, progressPrinter } from './steps/progress.ts'
import { addCounts, countsInWords, noCounts } from './steps/counts.ts'
import { runTests } from './steps/vitest.ts'

const progress = progressPrinter()
const state = await ensureNative(progress.report)
progress.end()
console.log(`Engine: ${engineInWords(state)}.`)

let counts = await check('The app builds', async () => {
  const { bundle } = await import('./steps/bundle.ts')
  if (!isFresh()) await bundle()
})
counts = addCounts(counts, await runChecks())
counts = addCounts(counts, await runTests(process.argv.slice(2)))

console.log(countsInWords(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

async function check(name: string, work: () => Promise<void>) {
  try {
    await work()
    console.log(`✓ ${name}`)
    return { ...noCounts, passed: 1 }
  } catch (error) {
    console.log(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}`)
    return { ...noCounts, failed: 1 }
  }
}
