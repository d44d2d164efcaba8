/**
 * `npm run test:quick`: for every save, under a minute on two quiet cores. The types, and every test that reaches no
 * training, no process and no browser, which its imports tell. `npm test` runs all of them, each file in a process of its
 * own; here files share processes, so that modules are loaded once.
 */
import { addCounts, countsInWords } from './steps/counts.ts'
import { runChecks, types } from './steps/checks.ts'
import { quickTests } from './steps/quick.ts'
import { runTests } from './steps/vitest.ts'

const [held, tests] = await Promise.all([runChecks([types]), runTests(['--no-isolate', ...quickTests()])])
const counts = addCounts(held, tests)
console.log(countsInWords(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
