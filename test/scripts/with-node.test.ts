import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A Node of the system that is too old to run the sources, where there is one. */
const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) => existsSync(path) && /^v(18|20)\./.test(execFileSync(path, ['-v'], { encoding: 'utf8' })),
)

describe('bin/with-node.js', () => {
  test('runs a script with its arguments and passes its exit code on', () => {
    const ran = run(process.execPath, checkout)
    expect(ran).toMatchObject({ status: 7, stdout: '["one","two"]\n' })
  })

  test.skipIf(!oldNode)(
    'hands over to the pinned Node when the one that runs is too old (skipped where there is no old one)',
    () => {
      expect(run(oldNode ?? '', checkout)).toMatchObject({ status: 7, stdout: '["one","two"]\n' })
    },
  )

  test.skipIf(!oldNode)('says which Node is needed when there is no other (skipped where there is no old one)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'with-node-'))
    cpSync(join(checkout, 'bin'), join(folder, 'bin'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
    const ran = run(oldNode ?? '', folder)
    rmSync(folder, { recursive: true })
    expect(ran.status).toBe(2)
    expect(ran.stderr).toMatch(/^Anomaly Studio needs Node 22\.18 or newer\. This is Node (18|20)\..*npm ci.*\n$/)
  })
})

function run(node: string, root: string) {
  const folder = mkdtempSync(join(tmpdir(), 'script-'))
  const script = join(folder, 'script.mts')
  writeFileSync(
    script,
    'const args: string[] = process.argv.slice(2)\nconsole.log(JSON.stringify(args))\nprocess.exitCode = 7\n',
  )
  const ran = spawnSync(node, [join(root, 'bin', 'with-node.js'), script, 'one', 'two'], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return ran
}
