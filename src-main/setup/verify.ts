import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastLine, run } from './run.ts'

/**
 * tfjs-node 4.22 calls two functions that Node 23 removed, so they are given back first. The product is known by hand:
 * [[1,2],[3,4]]·[[5,6],[7,8]]. The answer goes to a file: TensorFlow prints lines of its own.
 */
const program = `
const util = require('node:util')
util.isNullOrUndefined ??= (x) => x === null || x === undefined
util.isArray ??= Array.isArray
const tf = require(process.argv[1])
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]]))
const right = Array.from(product.dataSync()).join() === '19,22,43,50' && tf.getBackend() === 'tensorflow'
require('node:fs').writeFileSync(process.argv[2], right ? tf.backend().binding.TF_Version : 'wrong')
`

/**
 * Loads native TensorFlow from `folder` in a process of its own and multiplies two matrices: a library for another
 * processor or one cut short kills that process, not ours. Returns libtensorflow's version, or why it cannot be used.
 */
export async function verifyNative(folder: string): Promise<{ version: string } | { why: string }> {
  const scratch = mkdtempSync(join(tmpdir(), 'anomaly-studio-verify-'))
  const answer = join(scratch, 'version.txt')
  try {
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
    // A virus scanner reads a library of hundreds of megabytes whole before it lets it load.
    const ran = await run(process.execPath, ['-e', program, folder, answer], { env, timeoutMs: 180_000 })
    const version = existsSync(answer) ? readFileSync(answer, 'utf8') : ''
    if (version === 'wrong') return { why: 'it multiplies wrongly' }
    if (version) return { version }
    if (ran.timedOut) return { why: 'it does not answer within three minutes' }
    return { why: `it does not load: ${errorLine(ran.output)}` }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

const errorLine = (output: string) => /^(?:\w*Error: .*)$/m.exec(output)?.[0].slice(0, 200) ?? lastLine(output)
