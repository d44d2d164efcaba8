import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { badInput, missingPackage, toPlainError } from '../../src-main/shared/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-errors-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function thrown(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

function filled(name: string): Database.Database {
  const db = new Database(join(folder, name))
  db.exec(
    'CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE child (parent INTEGER NOT NULL REFERENCES parent) STRICT',
  )
  return db
}

describe('errors on their way to the person', () => {
  test('keep their own sentence', () => {
    expect(toPlainError(badInput('Row 3 has no time.'))).toEqual({
      code: 'bad-input',
      message: 'Row 3 has no time.',
      detail: undefined,
    })
  })

  test('of SQLite become sentences, its own words go to the detail', () => {
    const db = filled('a.db')
    db.pragma('foreign_keys = ON')
    db.pragma('max_page_count = 3')
    const cases = {
      'not-found': () => db.exec('INSERT INTO child VALUES (7)'),
      'disk-full': () =>
        db.transaction(() => db.exec('CREATE TABLE big (x) ; INSERT INTO big VALUES (zeroblob(100000))'))(),
      'read-only': () => new Database(join(folder, 'a.db'), { readonly: true }).exec('DELETE FROM parent'),
      internal: () => db.exec('SELECT nonsense FROM nowhere'),
    }
    for (const [code, work] of Object.entries(cases)) {
      const plain = toPlainError(thrown(work))
      expect(plain.code).toBe(code)
      expect(plain.message).not.toMatch(/SQLITE|constraint|nowhere|readonly database/i)
      expect(plain.detail).toBeTruthy()
    }
    db.close()
  })

  test('of a damaged file say so', () => {
    const path = join(folder, 'no.db')
    writeFileSync(path, 'This is no database at all, although it is long enough to be taken for one.'.repeat(20))
    expect(toPlainError(thrown(() => new Database(path).exec('SELECT * FROM sqlite_master')))).toMatchObject({
      code: 'corrupt',
    })
  })

  test('of Node become sentences', () => {
    expect(toPlainError(thrown(() => readFileSync(join(folder, 'gone.csv'))))).toMatchObject({
      code: 'not-found',
      message: 'The file is not there any more.',
    })
    expect(toPlainError(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toMatchObject({ code: 'disk-full' })
  })

  test('of a package that is not installed say what to run', async () => {
    for (const name of ['not-there', '@not/there']) {
      const plain = toPlainError(await import(`${name}/part.js`).catch((error: unknown) => error))
      expect(plain.message).toContain(`"${name}", is not installed. Run "npm ci"`)
      expect(plain.message).not.toMatch(/import|module/i)
    }
    expect(missingPackage(new Error("Cannot find package 'x'"))).toBeNull()
  })

  test('of the program itself do not speak of code', () => {
    const broken = null as unknown as { x: number }
    expect(toPlainError(thrown(() => broken.x)).message).toBe(
      'Something went wrong inside the app. Nothing that was saved is lost.',
    )
    expect(toPlainError(thrown(() => new Float64Array(2 ** 60))).message).toContain('not enough memory')
  })
})
