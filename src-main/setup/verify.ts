import { lastLine, run } from './run.ts'

/**
 * tfjs-node 4.22 calls two functions that Node 23 removed, so they are given back first. The product is known by hand:
 * [[1,2],[3,4]]·[[5,6],[7,8]]. TensorFlow prints its own lines, hence the marker.
 */
const program = `
const util = require('node:util')
util.isNullOrUndefined ??= (x) => x === null || x === undefined
util.isArray ??= Array.isArray
const tf = require(process.argv[1])
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]]))
const right = Array.from(product.dataSync()).join() === '19,22,43,50' && tf.getBackend() === 'tensorflow'
console.log('\\nVERIFIED ' + (right ? tf.backend().binding.TF_Version : 'wrong'))
`

/**
 * Loads native TensorFlow from `folder` in a process of its own and multiplies two matrices: a library for another
 * processor or one cut short kills that process, not ours. Returns libtensorflow's version, or why it cannot be used.
 */
export async function verifyNative(folder: string): Promise<{ version: string } | { why: string }> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  const ran = await run(process.execPath, ['-e', program, folder], { env, timeoutMs: 60_000 })
  const version = /VERIFIED (\S+)/.exec(ran.output)?.[1]
  if (version && version !== 'wrong') return { version }
  if (version === 'wrong') return { why: 'it multiplies wrongly' }
  if (ran.timedOut) return { why: 'it does not answer within a minute' }
  return { why: `it does not load: ${errorLine(ran.output)}` }
}

const errorLine = (output: string) => /^(?:\w*Error: .*)$/m.exec(output)?.[0].slice(0, 200) ?? lastLine(output)
