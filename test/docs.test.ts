import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

describe('the docs', () => {
  test('name only files that exist', () => {
    const wrong = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:src-main|src-renderer|test|scripts|bin|resources|docs)\/[\w./-]+)`/g)]
        .filter(([, named]) => !existsSync(join(root, named)))
        .map(([, named]) => `${path} names ${named}`),
    )
    expect(wrong).toEqual([])
  })

  test('link only to what is there: files, pictures and headings', () => {
    const wrong = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)]
        .filter(([, file, heading]) => {
          const target = file ? join(root, dirname(path), file) : join(root, path)
          return !existsSync(target) || (heading !== undefined && !headingsOf(target).includes(heading))
        })
        .map(([link]) => `${path} links ${link}`),
    )
    expect(wrong).toEqual([])
  })

  test('name only scripts of npm that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }
    const wrong = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/npm run ([\w:]+)/g)]
        .filter(([, name]) => !(name in scripts))
        .map(([, name]) => `${path} names ${name}`),
    )
    expect(wrong).toEqual([])
  })
})

/** As the reader's page makes anchors of them: lower case, blanks to dashes, punctuation gone. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replace(/ /g, '-'),
  )
}
