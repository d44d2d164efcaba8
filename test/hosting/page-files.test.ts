import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageFile } from '../../src-main/hosting/page-files.ts'

let folder: string
let page: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-files-'))
  page = join(folder, 'renderer')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html>')
  writeFileSync(join(page, 'assets', 'index-1.js'), 'export {}')
  writeFileSync(join(page, '.hidden.js'), 'secret')
  writeFileSync(join(page, 'notes.db'), 'secret')
  writeFileSync(join(folder, 'secret.json'), '{}')
  // Windows lets only some users make links; there the file is not there, which is refused as well.
  if (process.platform !== 'win32') symlinkSync(join(folder, 'secret.json'), join(page, 'linked.json'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the files of the page', () => {
  test('are found by their path, the first page by none', () => {
    expect(pageFile(page, '/')).toMatchObject({ type: 'text/html; charset=utf-8', bytes: 15 })
    expect(pageFile(page, '/assets/index-1.js')).toMatchObject({ type: 'text/javascript; charset=utf-8' })
  })

  const outside = [
    '/../secret.json',
    '/%2e%2e/secret.json',
    '/assets/../../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/..\\secret.json',
    '/%5c..%5csecret.json',
    '//etc/passwd',
    '/linked.json',
    '/.hidden.js',
    '/notes.db',
    '/assets',
    '/index.html%00.js',
    '/%E0%A4%A',
    '/nothing.html',
    '/C:/windows/win.ini',
  ]
  for (const path of outside) test(`do not include ${path}`, () => expect(pageFile(page, path)).toBeNull())
})
