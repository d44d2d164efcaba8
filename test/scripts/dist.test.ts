import { readFileSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isFresh, root } from '../../scripts/steps/fresh.ts'

const dist = join(root, 'dist')
const read = (...names: string[]) => readFileSync(join(dist, ...names), 'utf8')

describe.skipIf(!isFresh())('dist/ (skipped where it is older than the sources: npm run build)', () => {
  test('has one file per host and the page', () => {
    expect(readdirSync(dist)).toEqual(
      expect.arrayContaining(['icon.png', 'cli.js', 'electron.js', 'engine.js', 'preload.cjs', 'renderer']),
    )
  })

  test('has a page without inline scripts, inline handlers and addresses of other hosts', () => {
    const page = read('renderer', 'index.html')
    const scripts = page.match(/<script[^>]*>[^<]*<\/script>/g) ?? []
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts) expect(script).toMatch(/^<script[^>]* src="\.\/[^"]+"[^>]*><\/script>$/)
    expect(page).not.toMatch(/\son\w+=|https?:\/\//)
  })

  test('has styles that load nothing from elsewhere', () => {
    const styles = readdirSync(join(dist, 'renderer'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.css'),
    )
    for (const name of styles) expect(read('renderer', name)).not.toMatch(/url\(\s*["']?(https?:)?\/\//)
  })

  test('has a preload script that is one file and needs Electron alone, because the sandbox gives it nothing else', () => {
    const required = [...read('preload.cjs').matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])
    expect(new Set(required)).toEqual(new Set(['electron']))
    expect(read('preload.cjs').length).toBeLessThan(50_000)
  })

  test('reaches packages of package.json only', () => {
    const declared = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const allowed = new Set([...Object.keys(declared.dependencies), ...builtinModules, 'electron'])
    const main = readdirSync(dist).filter((name) => name.endsWith('.js'))
    const imported = main.flatMap((name) =>
      [...read(name).matchAll(/^import .*?["']([^."'][^"']*)["'];?$/gm)].map((match) => match[1]),
    )
    const packages = imported
      .filter((name) => !name.startsWith('node:'))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      )
    expect([...new Set(packages)].filter((name) => !allowed.has(name))).toEqual([])
    expect(imported.length).toBeGreaterThan(0)
  })
})
