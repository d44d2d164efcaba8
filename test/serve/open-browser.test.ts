import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openBrowser } from '../../src-main/serve/open-browser.ts'

const url = 'http://127.0.0.1:4711/?token=the-secret-of-this-test'

describe.skipIf(process.platform !== 'linux')('the browser is opened', () => {
  let folder: string
  const oldPath = process.env.PATH
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opening-'))
    // Stands in for the system's own, and notes what every user could read of it.
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    writeFileSync(
      join(bin, 'xdg-open'),
      `#!/bin/sh\ntr '\\0' ' ' < /proc/$$/cmdline > ${join(folder, 'seen.part')}\nmv ${join(folder, 'seen.part')} ${join(folder, 'seen')}\n`,
    )
    chmodSync(join(bin, 'xdg-open'), 0o755)
    process.env.PATH = `${bin}${delimiter}${oldPath}`
  })
  afterEach(() => {
    process.env.PATH = oldPath
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test('by a page that this user alone can read: the secret is on no command line, and gone when it is used', async () => {
    const pages = join(folder, 'pages')
    const opened = await openBrowser(url, pages, 'linux')
    await vi.waitFor(() => expect(existsSync(join(folder, 'seen'))).toBe(true), 60_000)
    const seen = readFileSync(join(folder, 'seen'), 'utf8')
    expect(seen).not.toContain('token')
    expect(seen).not.toContain('secret')
    const file = fileURLToPath(/file:\/\/\S+/.exec(seen)?.[0] ?? '')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain(`<meta http-equiv="refresh" content="0; url=${url}">`)
    opened.end()
    expect(readdirSync(pages)).toEqual([])
  })

  test('and the page of one that was killed is swept away', async () => {
    const left = join(folder, 'open-in-browser-2147480000-1a2b3c4d.html')
    writeFileSync(left, '')
    const opened = await openBrowser(url, folder, 'linux')
    expect(existsSync(left)).toBe(false)
    // Only then is the stand-in done with the folder.
    await vi.waitFor(() => expect(existsSync(join(folder, 'seen'))).toBe(true), 60_000)
    opened.end()
  })

  test('nowhere where no page can be written: the printed address is enough', async () => {
    writeFileSync(join(folder, 'file'), '')
    await expect(openBrowser(url, join(folder, 'file'), 'linux')).resolves.toBeDefined()
    expect(existsSync(join(folder, 'seen'))).toBe(false)
  })
})
