import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildFromWheel, wheel } from '../../src-main/setup/wheel.ts'

/** Python's package index is one version and one check sum; a `pip` of the test's stands where the real one would. */
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')("what is fetched from Python's index", () => {
  let folder: string
  const path = process.env.PATH
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wheel-'))
    process.env.PATH = join(folder, 'bin')
    mkdirSync(join(folder, 'bin'))
    mkdirSync(join(folder, 'target'))
    program('g++', 'exit 1')
  })
  afterEach(() => {
    process.env.PATH = path
    rmSync(folder, { recursive: true, force: true })
  })

  function program(name: string, script: string): void {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  const build = () => buildFromWheel(folder, join(folder, 'target'), () => {})

  test('is asked for by version and hash, for one Python whichever is installed', async () => {
    program(
      'pip',
      `echo "$@" > "${folder}/asked"; while [ "$1" != -r ]; do shift; done; /bin/cat "$2" > "${folder}/wanted"; exit 1`,
    )
    await build()
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(/--require-hashes .*--python-version 3\.12 /)
    expect(readFileSync(join(folder, 'wanted'), 'utf8')).toBe(
      `tensorflow-cpu==2.21.0 --hash=sha256:${wheel.platforms.x64?.sha256}\n`,
    )
  })

  test('has a version and a check sum for every processor', () => {
    for (const { requirement, sha256 } of Object.values(wheel.platforms) as { requirement: string; sha256: string }[]) {
      expect(requirement).toMatch(/^tensorflow(-cpu)?==\d+\.\d+\.\d+$/)
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    }
  })

  test('is refused with a sentence where it is not what was published', async () => {
    program('pip', 'echo "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."; exit 1')
    expect(await build()).toContain('its check sum differs')
  })

  test('says what pip said where there is no index', async () => {
    program('pip', 'echo "ERROR: No matching distribution found"; exit 1')
    expect(await build()).toContain('No matching distribution found')
  })
})
