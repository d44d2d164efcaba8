/** `npm run build`: dist/ from the sources, always. */
import { bundle } from './steps/bundle.ts'

const started = performance.now()
try {
  await bundle()
  console.log(`Built dist/ in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
