/** `npm run check`: types, components, format and lint, without the tests. */
import { countsInWords } from './steps/counts.ts'
import { runChecks } from './steps/checks.ts'

const counts = await runChecks()
console.log(countsInWords(counts))
process.exitCode = counts.failed > 0 ? 1 : 0
