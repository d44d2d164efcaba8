/** `npm run native`: gets native TensorFlow in place and says what came of it, also where an earlier try failed. Fails only with `--required`: WebAssembly is there without it. */
import { ensureNative } from '../src-main/setup/library.ts'
import { engineInWords, progressPrinter } from './steps/progress.ts'

const progress = progressPrinter()
const state = await ensureNative(progress.report, { again: true })
progress.end()
console.log(`Engine: ${engineInWords(state)}.`)
if (process.argv.includes('--required') && state.kind === 'missing') process.exitCode = 1
