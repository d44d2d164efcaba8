import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nativeState } from '../../src-main/setup/state.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const table = join(folder, 'pump.csv')
writeFileSync(
  table,
  `time,flow\n${Array.from({ length: 600 }, (_, i) => `${1.7e9 + 60 * i},${Math.sin(i / 9)}\n`).join('')}`,
)
const network = ['detect', table, '--detector', 'conv-autoencoder', '--set', 'epochs=1', '--set', 'window=32']
const state = nativeState()

test.skipIf(state.kind === 'missing')(
  'says which engine works, and no word of TensorFlow’s own comes along',
  async () => {
    const { code, stderr } = await runCli(network)
    expect([code, stderr.split('\n')[0]]).toEqual([
      0,
      `Engine: native TensorFlow ${state.kind === 'ready' && state.version}.`,
    ])
    expect(stderr).not.toMatch(/absl|WARNING|oneDNN|\bI0000\b/)
  },
)

test('says why the slower engine works', async () => {
  const { code, stderr } = await runCli([...network, '--engine', 'wasm'])
  expect([code, stderr.split('\n')[0]]).toEqual([0, 'Engine: TensorFlow on WebAssembly, slower: it was asked for.'])
})

test('says nothing of an engine where none is needed', async () => {
  expect((await runCli(['detect', table, '--detector', 'pca'])).stderr).not.toContain('Engine')
})

/** As Node answers for a package that is not in node_modules. */
const without = (...names: string[]) => [
  '--import',
  `data:text/javascript,import{registerHooks}from'node:module';
   registerHooks({resolve(name,at,next){if(!${JSON.stringify(names)}.includes(name))return next(name,at);
   throw Object.assign(new Error("Cannot find package '"+name+"' imported from x"),{code:'ERR_MODULE_NOT_FOUND'})}})`.replace(
    /\s+/g,
    ' ',
  ),
]

test('a package that only archives and workbooks need is missed by them alone, in a sentence', async () => {
  const missing = without('yauzl', 'saxes')
  expect(await runCli(['detect', table, '--detector', 'pca'], {}, missing)).toMatchObject({ code: 0 })
  writeFileSync(join(folder, 'pump.zip'), Buffer.from([0x50, 0x4b, 3, 4, ...new Uint8Array(40)]))
  const { code, stderr } = await runCli(['detect', join(folder, 'pump.zip'), '--detector', 'pca'], {}, missing)
  expect([code, stderr]).toEqual([1, expect.stringMatching(/"yauzl", is not installed\. Run "npm ci"/)])
})
