import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { placeFromCache } from '../../src-main/setup/cache.ts'
import { tfjsNodeFolder } from '../../src-main/setup/paths.ts'
import { companion } from '../../src-main/setup/state.ts'

const engine = resolve(import.meta.dirname, '../../src-main/analysis/tensorflow.ts')

test('native TensorFlow is loaded without a word and without keeping hundreds of megabytes of its file', async (context) => {
  const { kind } = await placeFromCache(() => {})
  if (kind !== 'ready' || !existsSync(join(tfjsNodeFolder()!, companion)))
    context.skip('There is no native TensorFlow out of Python’s package here, or no compiler.')
  const script = `
    const { startTensorFlow, tensorFlow } = await import(${JSON.stringify(engine)})
    await startTensorFlow('native')
    const tf = tensorFlow()
    const sum = tf.matMul(tf.ones([300, 300]), tf.ones([300, 300])).sum().dataSync()[0]
    console.log(JSON.stringify({ sum, most: process.resourceUsage().maxRSS / 1024 }))`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  const { sum, most } = JSON.parse(said) as { sum: number; most: number }
  expect(sum).toBe(300 ** 3)
  // 390 MB without.
  expect(most).toBeLessThan(300)
})
