import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildNative } from '../../src-main/setup/build-native.ts'
import { nativeSources, type NativeSource } from '../../src-main/setup/native-sources.ts'
import { zipOf } from '../formats/importers/packed.ts'

/** Each library is one version and one check sum; programs of the test's own stand where pip, Maven and the compilers would. */
describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('what libtensorflow is made of', () => {
  let folder: string
  const path = process.env.PATH
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'build-native-'))
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
  const build = (machine?: string) => buildNative(folder, join(folder, 'target'), () => {}, machine)

  test('has a version and a check sum for every kind of machine', () => {
    for (const { from, sha256 } of Object.values(nativeSources)) {
      const named = 'artifact' in from ? from.artifact : from.requirement
      expect(named).toMatch(
        /^tensorflow(-cpu)?==\d+\.\d+\.\d+$|^org\.tensorflow:[a-z-]+:\d+\.\d+\.\d+:jar:[a-z0-9_-]+$/,
      )
      expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    }
    expect(Object.keys(nativeSources)).toEqual(['linux-x64', 'linux-arm64', 'win32-x64', 'darwin-arm64'])
  })

  test('is said not to be there for other machines', async () => {
    expect(await build('freebsd-x64')).toBe('no library is published for freebsd-x64')
  })

  describe('by pip', () => {
    test('is asked for by version and hash, for one Python whichever is installed', async () => {
      program(
        'pip',
        `echo "$@" > "${folder}/asked"; while [ "$1" != -r ]; do shift; done; /bin/cat "$2" > "${folder}/wanted"; exit 1`,
      )
      await build()
      expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(/--require-hashes .*--python-version 3\.12 /)
      expect(readFileSync(join(folder, 'wanted'), 'utf8')).toBe(
        `tensorflow-cpu==2.21.0 --hash=sha256:${nativeSources['linux-x64'].sha256}\n`,
      )
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

  describe('by Maven', () => {
    /** Maven is asked for one file by its third argument, and puts it into the folder of its fourth: "$into". */
    const maven = (what: string) =>
      program('mvn', `echo "$3" > "${folder}/asked"; into="\${4#-DoutputDirectory=}"; ${what}`)
    beforeEach(() => {
      program('x86_64-w64-mingw32-g++', `echo "$@" >> "${folder}/compiled"`)
      program('x86_64-w64-mingw32-dlltool', `echo "$@" >> "${folder}/listed"`)
    })

    test('asks for one file, and refuses what has another check sum', async () => {
      maven('echo other > "$into/library.jar"')
      expect(await build('win32-x64')).toContain('its check sum differs')
      expect(readFileSync(join(folder, 'asked'), 'utf8')).toMatch(
        /^-Dartifact=org\.tensorflow:[^:]+:[\d.]+:jar:windows-x86_64\n$/,
      )
      expect(existsSync(join(folder, 'compiled'))).toBe(false)
    })

    test('says what Maven said where it cannot be had, and what is missing to begin with', async () => {
      maven('echo "[INFO] Scanning"; echo "[ERROR] Unknown host"; echo "[ERROR] -> [Help 1]"; exit 1')
      expect(await build('win32-x64')).toMatch(/^Maven cannot get org\.tensorflow:\S+: Unknown host$/)
      rmSync(join(folder, 'bin', 'x86_64-w64-mingw32-dlltool'))
      expect(await build('win32-x64')).toContain('there is no C++ compiler (MinGW-w64)')
      rmSync(join(folder, 'bin', 'mvn'))
      expect(await build('win32-x64')).toContain('there is no Maven')
    })

    test('puts libraries beside the addon on Windows, and links by their names', async () => {
      await withSource('win32-x64', async (source) => {
        expect(await build('win32-x64')).toBeNull()
        for (const place of Object.values(source.files))
          expect(readFileSync(join(folder, 'target', place), 'utf8')).toBe(`of ${place}`)
        expect(Object.values(source.files)).toContain('lib/napi-v8/tensorflow.dll')
        expect(readFileSync(join(folder, 'listed'), 'utf8')).toMatch(/node\.exe --output-delaylib .*\n.*tensorflow\.dll --output-lib /) // prettier-ignore
        expect(readFileSync(join(folder, 'compiled'), 'utf8')).toMatch(/-o \S+\/lib\/napi-v8\/tfjs_binding\.node .*-static /) // prettier-ignore
        expect(readFileSync(join(folder, 'compiled'), 'utf8')).toMatch(
          /\n-O1 -shared .*companion\.node\.\d+ -static\n$/,
        )
        expect(existsSync(join(folder, 'target', 'scratch'))).toBe(false)
      })
    })

    test("puts libraries beneath the addon on Apple's processor, and has the addon look there", async () => {
      program('g++', `echo "$@" > "${folder}/compiled"`)
      await withSource('darwin-arm64', async (source) => {
        expect(await build('darwin-arm64')).toBeNull()
        for (const place of Object.values(source.files)) expect(place).toMatch(/^deps\/lib\/lib\w+\.2\.dylib$/)
        expect(readFileSync(join(folder, 'compiled'), 'utf8')).toMatch(/-undefined dynamic_lookup .*-Wl,-rpath,@loader_path\/\.\.\/\.\.\/deps\/lib/) // prettier-ignore
      })
    })

    /** The source of a machine with an archive of the test's own in its place, which has the same files. */
    async function withSource(machine: string, use: (source: NativeSource) => Promise<void>): Promise<void> {
      const source = nativeSources[machine] as NativeSource & { sha256: string }
      const published = source.sha256
      const archive = zipOf(
        Object.fromEntries(Object.entries(source.files).map(([name, place]) => [name, `of ${place}`])),
      )
      writeFileSync(join(folder, 'archive'), archive)
      maven(`/bin/cp "${folder}/archive" "$into/library.jar"`)
      source.sha256 = createHash('sha256').update(archive).digest('hex')
      try {
        await use(source)
      } finally {
        source.sha256 = published
      }
    }
  })
})
