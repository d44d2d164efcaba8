import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runCli, temporaryFolder } from '../cli/run-cli.ts'
import { browserPath, Studio } from '../e2e/studio.ts'
import { findProgram } from '../../src-main/setup/paths.ts'
import { chromiumFlags } from '../chromium.ts'
import { noNative, noWindows, Windows } from './windows.ts'

// A start of Node under Wine takes seconds where other tests run beside it.
vi.setConfig({ testTimeout: 900_000 })
if (noWindows) console.info(`The tests on Windows are skipped: ${noWindows}.`)
else if (noNative) console.info(`The tests of native TensorFlow on Windows are skipped: ${noNative}.`)
const pictures = resolve(import.meta.dirname, '../../artifacts/screenshots')

/** As a logger in Germany writes it: semicolons, decimal commas, and lines that end as on Windows. An hour lies too high. */
const table = [
  'Zeit;Durchfluss [m³/h]',
  ...Array.from({ length: 1440 }, (_, i) => {
    const time = new Date(Date.UTC(2024, 4, 1) + i * 60_000).toISOString().slice(0, 19).replace('T', ' ')
    const value = 50 + 9 * Math.sin(i / 15) + ((i * 7919) % 101) / 40 + (i >= 1100 && i < 1160 ? 30 : 0)
    return `${time};${value.toFixed(3).replace('.', ',')}`
  }),
  '',
].join('\r\n')

describe.skipIf(noWindows !== null)('the Windows build, under Wine', () => {
  const windows = new Windows()
  const here = temporaryFolder()
  const put = (path: string, text: string | Buffer = table) => {
    mkdirSync(dirname(windows.path(path)), { recursive: true })
    writeFileSync(windows.path(path), text)
    return path
  }
  const march = 'C:\\Daten\\Prüfstand 7\\März.csv'
  const deep = `C:\\tief\\${Array.from({ length: 4 }, (_, i) => `${i}-${'messreihe-'.repeat(8)}`).join('\\')}`
  beforeAll(() => {
    windows.prepare()
    put(march)
    put('C:\\root.csv')
    writeFileSync(join(here, 'März.csv'), table)
  })
  afterAll(() => windows.end())

  const detect = (path: string, ...more: string[]) => windows.run(['detect', path, '--detector', 'pca', ...more])

  test('finds the same as on this system, whichever engine', async () => {
    for (const how of [
      ['--detector', 'pca'],
      ['--detector', 'conv-autoencoder', '--set', 'window=32', '--set', 'epochs=3', '--engine', 'wasm'],
    ]) {
      const there = windows.run(['detect', march, ...how, '--json'])
      expect([there.code, there.stdout === '' ? there.stderr : '']).toEqual([0, ''])
      if (how.includes('wasm'))
        expect(there.stderr).toContain('Engine: TensorFlow on WebAssembly, slower: it was asked for')
      const same = await runCli(['detect', join(here, 'März.csv'), ...how, '--json'])
      const [a, b] = [there.stdout, same.stdout].map((text) => JSON.parse(text) as Found)
      expect(a.detections.map(({ start, end }) => [start, end])).toEqual(b.detections.map(({ start, end }) => [start, end])) // prettier-ignore
      expect(a.threshold.value).toBeCloseTo(b.threshold.value, 5)
      expect(a.detections.length).toBeGreaterThan(0)
    }
  })

  test('reads and writes below a drive, with umlauts and blanks, with either slash, and in very deep folders', () => {
    put(`${deep}\\x.csv`)
    expect(`${deep}\\x.csv`.length).toBeGreaterThan(300)
    for (const [path, out] of [
      ['C:/root.csv', 'C:\\scores.csv'],
      ['C:\\Daten\\Prüfstand 7\\März.csv', 'C:\\Daten\\Prüfstand 7\\Ergebnis März.csv'],
      [`${deep}\\x.csv`, `${deep}\\scores.csv`],
    ]) {
      const { code, stderr } = detect(path, '--out', out)
      expect([path, code, stderr]).toEqual([path, 0, expect.any(String)])
      expect(readFileSync(windows.path(out), 'utf8')).toMatch(/^time,score,anomaly\r?\n2024-05-01/)
    }
  })

  test.each([
    ['C:\\', /"C:\\" is not a file/],
    ['\\\\server\\freigabe\\März.csv', /There is no file "\\\\server\\freigabe\\März\.csv"/],
  ])('says so of %s', (path, sentence) => {
    const { code, stderr } = detect(path)
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)])
  })

  test.each([
    ['C:\\CON.csv', 'Windows keeps the name "CON" for a device'],
    ['C:\\a?b.csv', 'cannot hold ?'],
  ])('writes nothing to %s', (path, sentence) => {
    const { code, stderr } = detect('C:\\root.csv', '--out', path)
    expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)])
  })

  test('leaves a read-only file alone, and reads one', () => {
    put('C:\\fest.csv')
    chmodSync(windows.path('C:\\fest.csv'), 0o444)
    expect(detect('C:\\fest.csv').code).toBe(0)
    const { code, stderr } = detect('C:\\root.csv', '--out', 'C:\\fest.csv', '--force')
    expect([code, stderr]).toEqual([2, expect.stringContaining('"fest.csv" is marked read-only')])
    expect(readFileSync(windows.path('C:\\fest.csv'), 'utf8')).toBe(table)
  })

  test('says that another program holds a file, for reading and for writing', async () => {
    put('C:\\offen.csv')
    // Opened as Excel does: nobody else may write, and here nobody may read either.
    const holder = windows.script(
      `require('node:fs').openSync('C:\\\\offen.csv', require('node:fs').constants.O_RDWR | 0x10000000)
       require('node:fs').writeFileSync('C:\\\\haelt.txt', '')
       setTimeout(() => {}, 3_600_000)`,
    )
    await expect.poll(() => existsSync(windows.path('C:\\haelt.txt'))).toBe(true)
    try {
      const read = detect('C:\\offen.csv')
      expect([read.code, read.stderr]).toEqual([2, expect.stringContaining('open in another program')])
      const written = detect('C:\\root.csv', '--out', 'C:\\offen.csv', '--force')
      expect([written.code, written.stderr]).toEqual([2, expect.stringContaining('another program has it open')])
    } finally {
      holder.kill()
    }
  })

  test('a project goes from one system to the other and back', async () => {
    const project = 'C:\\Daten\\Prüfstand 7\\Projekt.anomaly'
    expect(windows.run(['import', march, '--project', project])).toMatchObject({ code: 0, stdout: expect.stringContaining('1,440 rows') }) // prettier-ignore
    const mine = join(here, 'Projekt.anomaly')
    copyFileSync(windows.path(project), mine)
    writeFileSync(join(here, 'April.csv'), table)
    expect(await runCli(['import', join(here, 'April.csv'), '--project', mine])).toMatchObject({ code: 0 })
    copyFileSync(mine, windows.path('C:\\zurück.anomaly'))
    expect(windows.run(['import', 'C:\\root.csv', '--project', 'C:\\zurück.anomaly'])).toMatchObject({ code: 0 })
  })

  test('doctor speaks of Windows', () => {
    const { code, stdout } = windows.run(['doctor'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/Node 22\S+ on win32-x64/)
    expect(stdout).toMatch(/✓ SQLite: 3\.[\s\S]*✓ DuckDB: 1\./)
    expect(stdout).toContain('Edge, which comes with Windows')
    expect(stdout).not.toMatch(/apt |Debian|g\+\+|pip/)
  })

  // With electron-builder's part of the installer left out: it downloads its own NSIS.
  test.skipIf(!findProgram('makensis'))(
    'the installer puts the command on the PATH, once, and takes it away again',
    () => {
      const own = 'C:\\Programs\\Anomaly Studio\\resources\\bin'
      const made = (mode: string, what: string) => installerPart(here, mode, what)
      const places = {
        CurrentUser: 'HKCU\\Environment',
        all: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment',
      }
      for (const [mode, key] of Object.entries(places)) {
        const now = () => /Path\s+REG_\w*SZ\s+(.*?)\s*$/im.exec(windows.program('reg', 'query', key))?.[1] ?? ''
        const set = (path: string) =>
          windows.program('reg', 'add', key, '/v', 'Path', '/t', 'REG_EXPAND_SZ', '/d', path, '/f')
        const [install, uninstall] = [made(mode, 'customInstall'), made(mode, 'customUnInstall')]
        for (const before of ['%SystemRoot%\\system32;C:\\tools', 'C:\\only']) {
          set(before)
          windows.program(install)
          expect(now()).toBe(`${before};${own}`)
          windows.program(install)
          expect(now()).toBe(`${before};${own}`)
          windows.program(uninstall)
          expect(now()).toBe(before)
        }
        // Longer than NSIS can hold: written back it would be cut off.
        const long = Array.from({ length: 900 }, (_, i) => `C:\\tools\\${i}`).join(';')
        set(long)
        windows.program(install)
        expect(now()).toBe(long)
        set('C:\\windows\\system32')
      }
      windows.program('reg', 'delete', places.CurrentUser, '/v', 'Path', '/f')
      windows.program(made('CurrentUser', 'customInstall'))
      expect(windows.program('reg', 'query', places.CurrentUser)).toContain(own)
      windows.program('reg', 'delete', places.CurrentUser, '/v', 'Path', '/f')
    },
  )

  describe.skipIf(!browserPath)('the first minute, in a browser', () => {
    let browser: Browser
    let page: Page
    const complaints: string[] = []
    beforeAll(async () => {
      put('C:\\projects\\Prüfstand.csv')
      mkdirSync(pictures, { recursive: true })
      browser = await chromium.launch({ executablePath: browserPath, args: chromiumFlags })
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
      page.setDefaultTimeout(120_000)
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(await windows.serve())
    })
    afterAll(() => browser?.close())

    test('goes from the start screen to the anomaly', async () => {
      await page.getByTestId('start-import').click()
      await page.getByTestId('file-browser').getByText('Prüfstand.csv').dblclick()
      await page.locator('[data-testid=import-start]:focus').waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Choose a model and train it' }).click()
      await page.getByTestId('train').click()
      await page.getByTestId('detections').getByRole('button').first().click()
      await page.screenshot({ path: join(pictures, 'windows-first-minute.png') })
      expect(await page.title()).toBe('Prüfstand · Anomaly Studio')
      expect(existsSync(windows.path('C:\\projects\\Prüfstand.anomaly'))).toBe(true)
      expect(complaints).toEqual([])
    })

    test('the sample gives the same detections as on this system', async () => {
      await page.getByRole('button', { name: /^Close project/ }).click()
      const found = await firstTraining(page, windows.path(samplePath))
      expect(found).toEqual(await firstTrainingHere())
      expect(found.length).toBeGreaterThanOrEqual(6)
    })
  })
})

describe.skipIf(noNative !== null)('native TensorFlow for Windows, under Wine', () => {
  const windows = new Windows()
  const here = temporaryFolder()
  beforeAll(async () => {
    windows.prepare()
    await windows.cacheNative()
    writeFileSync(windows.path('C:\\März.csv'), table)
    writeFileSync(join(here, 'März.csv'), table)
  }, 600_000)
  afterAll(() => windows.end())

  test('is taken from the cache, trains, and finds what it finds here', async () => {
    for (const detector of ['conv-autoencoder', 'lstm-autoencoder']) {
      const how = ['--detector', detector, '--set', 'window=32', '--set', 'epochs=2', '--json']
      const there = windows.run(['detect', 'C:\\März.csv', ...how])
      expect([there.code, there.stderr]).toEqual([0, expect.stringMatching(/Engine: native TensorFlow 2\.\d+/)])
      // Not a line of TensorFlow's own.
      expect(there.stderr).not.toMatch(/tensorflow\/|oneDNN|AVX/)
      const same = await runCli(['detect', join(here, 'März.csv'), ...how])
      const [a, b] = [there.stdout, same.stdout].map((text) => JSON.parse(text) as Found)
      expect(a.detections.length).toBeGreaterThan(0)
      expect(a.detections.map(({ start, end }) => [start, end])).toEqual(b.detections.map(({ start, end }) => [start, end])) // prettier-ignore
      expect(a.threshold.value).toBeCloseTo(b.threshold.value, 4)
    }
  })
})

const samplePath = 'C:\\projects\\Water loop sample.anomaly'

/** Start and end of every detection of the sample's first training, as the project file has them. No engine is in it: the suggestion is no network. */
async function firstTraining(page: Page, project: string): Promise<unknown[]> {
  await page.getByTestId('open-sample').click()
  await page.getByTestId('lane').first().waitFor()
  await page.getByTestId('tab-model').click()
  await page.getByTestId('suggestion').waitFor()
  await page.getByTestId('train').click()
  await page.getByTestId('detections').getByRole('button').first().waitFor()
  // Closed, the project is one file again.
  await page.getByRole('button', { name: /^Close project/ }).click()
  await page.getByTestId('open-sample').waitFor()
  await expect.poll(() => existsSync(`${project}-wal`)).toBe(false)
  const file = new Database(project, { readonly: true })
  try {
    return file.prepare('SELECT start, end FROM detection ORDER BY run, position').all()
  } finally {
    file.close()
  }
}

async function firstTrainingHere(): Promise<unknown[]> {
  const studio = new Studio()
  try {
    return await firstTraining(await studio.start(), join(studio.projects, 'Water loop sample.anomaly'))
  } finally {
    await studio.close()
  }
}

interface Found {
  detections: { start: string; end: string }[]
  threshold: { value: number }
}

/** A program of the macros of packaging/installer.nsh alone: what = customInstall or customUnInstall. */
function installerPart(folder: string, mode: string, what: string): string {
  const program = join(folder, `${mode}-${what}.exe`)
  const script = join(folder, 'part.nsi')
  writeFileSync(
    script,
    `Target amd64-unicode
OutFile "${program}"
RequestExecutionLevel user
SilentInstall silent
!include "${resolve(import.meta.dirname, '../../packaging/installer.nsh')}"
Var installMode
Section
  StrCpy $INSTDIR "C:\\Programs\\Anomaly Studio"
  StrCpy $installMode "${mode}"
  !insertmacro ${what}
SectionEnd
`,
  )
  execFileSync('makensis', ['-V2', '-WX', script], { stdio: 'pipe' })
  return program
}
