import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createApp } from '../src-main/app/create-app.ts'
import { contract } from '../src-main/shared/contract.ts'

const root = resolve(import.meta.dirname, '..')

interface Source {
  /** From the root, with slashes. */
  path: string
  text: string
  /** Without comments. */
  code: string
  /** Our own files by path, packages by name. */
  imports: { path: string; typeOnly: boolean }[]
}

const sources = ['src-main', 'src-renderer'].flatMap(read)
const tests = [...read('test'), ...read('scripts')]

describe('who may import whom', () => {
  const tensorFlow = ['core', 'node', 'backend-wasm'].map((part) => `@tensorflow/tfjs-${part}`)
  /** For each part of src-main: the parts (or single files) and packages that it may import. Node is open to all but shared. */
  const allowed: Record<string, { ours: string[]; packages: string[] }> = {
    shared: { ours: ['shared/'], packages: ['zod'] },
    files: { ours: ['files/', 'shared/'], packages: [] },
    db: { ours: ['db/', 'files/held.ts', 'shared/'], packages: ['better-sqlite3', 'zod'] },
    setup: { ours: ['setup/', 'shared/'], packages: [] },
    // Of the set-up only which TensorFlow there is.
    analysis: {
      ours: ['analysis/', 'shared/', 'setup/state.ts'],
      packages: ['zod', ...tensorFlow, 'onnxruntime-web'],
    },
    formats: {
      ours: ['formats/', 'analysis/', 'files/', 'shared/'],
      packages: ['@duckdb/node-api', '@duckdb/node-bindings', 'zod', 'yauzl', 'saxes'],
    },
    engine: { ours: ['engine/', 'analysis/', 'formats/', 'setup/state.ts', 'db/', 'files/', 'shared/'], packages: [] },
    app: {
      ours: ['app/', 'db/', 'files/', 'shared/', 'engine/protocol.ts', 'analysis/job.ts'],
      packages: ['zod', 'better-sqlite3'],
    },
    hosting: { ours: ['hosting/', 'shared/'], packages: [] },
    serve: { ours: ['serve/', 'hosting/', 'app/', 'files/', 'shared/', 'engine/protocol.ts'], packages: ['ws'] },
    electron: {
      ours: ['electron/', 'hosting/', 'app/', 'shared/', 'engine/protocol.ts'],
      packages: ['electron', 'zod'],
    },
    cli: {
      ours: ['cli/', 'engine/', 'analysis/', 'formats/', 'setup/', 'serve/', 'hosting/', 'app/', 'files/', 'shared/'],
      packages: ['commander'],
    },
  }

  test('every part of src-main has its rule', () => {
    expect([...new Set(mainFiles().map(partOf))].sort()).toEqual(Object.keys(allowed).sort())
  })

  for (const [part, rule] of Object.entries(allowed))
    test(`${part} imports ${rule.ours.filter((one) => one !== `${part}/`).join(', ') || 'nothing else of ours'}`, () => {
      const wrong = mainFiles()
        .filter((file) => partOf(file) === part)
        .flatMap((file) =>
          file.imports.flatMap(({ path }) => {
            if (isNode(path)) return part === 'shared' ? [`${file.path} imports ${path}`] : []
            // Data, not code.
            if (path.startsWith('resources/')) return path.endsWith('.json') ? [] : [`${file.path} imports ${path}`]
            if (!path.startsWith('src-'))
              return rule.packages.some((name) => path === name || path.startsWith(`${name}/`))
                ? []
                : [`${file.path} imports ${path}`]
            return rule.ours.some((one) => path.startsWith(`src-main/${one}`)) ? [] : [`${file.path} imports ${path}`]
          }),
        )
      expect(wrong).toEqual([])
    })

  test('the renderer imports src-main/shared and no other part of src-main, and nothing of Node', () => {
    expect(
      importsOf(
        'src-renderer/',
        (path) => isNode(path) || (path.startsWith('src-main/') && !path.startsWith('src-main/shared/')),
      ),
    ).toEqual([])
  })

  test('a view imports no other view', () => {
    const viewOf = (path: string) => /^src-renderer\/views\/([^/]+)\//.exec(path)?.[1]
    const wrong = sources.flatMap((file) =>
      file.imports
        .filter(({ path }) => viewOf(file.path) && viewOf(path) && viewOf(path) !== viewOf(file.path))
        .map(({ path }) => `${file.path} imports ${path}`),
    )
    expect(wrong).toEqual([])
  })

  test('ui knows nothing of the app: no state, no views, no bridge', () => {
    expect(importsOf('src-renderer/ui/', (path) => /^src-renderer\/(state|views|charts|api)/.test(path))).toEqual([])
  })

  test('state and charts know no view', () => {
    expect([...importsOf('src-renderer/state/', isView), ...importsOf('src-renderer/charts/', isView)]).toEqual([])
  })

  test('only api.ts uses the bridge', () => {
    const users = sources.filter(
      (file) =>
        file.path.startsWith('src-renderer/') &&
        (/\banomalyStudio\b/.test(file.code) || file.imports.some(({ path }) => path.endsWith('bridge-socket.ts'))),
    )
    expect(users.map((file) => file.path)).toEqual(['src-renderer/api.ts'])
  })

  const only: [what: string, pattern: RegExp, where: RegExp][] = [
    ['Electron', /^electron$/, /^src-main\/electron\//],
    ['ECharts', /^echarts(\/|$)/, /^src-renderer\/charts\//],
    ['TensorFlow', /^@tensorflow\//, /^src-main\/analysis\/tensorflow\.ts$/],
    ['onnxruntime', /^onnxruntime/, /^src-main\/analysis\/onnx\/session\.ts$/],
    ['DuckDB', /^@duckdb\//, /^src-main\/formats\/(importers|exporters)\//],
    ['SQLite', /^better-sqlite3$/, /^src-main\/db\//],
    ['commander', /^commander$/, /^src-main\/cli\//],
  ]
  for (const [what, pattern, where] of only)
    test(`only ${where.source.replace(/[\\^$]/g, '')} imports ${what}`, () => {
      const wrong = sources
        .filter((file) => !where.test(file.path))
        .flatMap((file) =>
          file.imports
            .filter(
              ({ path, typeOnly }) => pattern.test(path) && !(typeOnly && what !== 'Electron' && what !== 'ECharts'),
            )
            .map(({ path }) => `${file.path} imports ${path}`),
        )
      expect(wrong).toEqual([])
    })

  test('no file imports itself by way of others, nor by way of types', () => {
    expect(circling([...sources, ...tests])).toEqual([])
  })

  test('the lists of detectors, importers, thresholds, commands and panels hold every file that defines one', () => {
    const listed = (list: string, folder: RegExp, defines: RegExp) => {
      const imported = new Set(source(list).imports.map(({ path }) => path))
      const defining = sources.filter((file) => folder.test(file.path) && defines.test(file.code))
      expect(defining.length).toBeGreaterThan(1)
      return defining.filter((file) => !imported.has(file.path)).map((file) => file.path)
    }
    expect(
      listed('src-main/analysis/detectors/index.ts', /^src-main\/analysis\/detectors\//, /= defineDetector\(/),
    ).toEqual([])
    expect(
      listed('src-main/analysis/thresholds/index.ts', /^src-main\/analysis\/thresholds\//, /= defineThreshold\(/),
    ).toEqual([])
    expect(listed('src-main/formats/importers/index.ts', /^src-main\/formats\/importers\//, /: Importer = \{/)).toEqual(
      [],
    )
    expect(listed('src-renderer/panels.ts', /^src-renderer\/views\//, /: Panel<'[\w-]+'> = \{/)).toEqual([])
    expect(listed('src-main/cli/commands.ts', /^src-main\/cli\//, /: AddCommand = \(/)).toEqual([])
  })
})

describe('the app stays on this machine', () => {
  test('the network is used by the loopback server, its socket in the page, and the set-up alone', () => {
    const network =
      /\bfetch\(|\bXMLHttpRequest\b|\bnew WebSocket\(|\bEventSource\b|\bsendBeacon\b|\bRTCPeerConnection\b/
    const modules = new Set([
      'node:http',
      'node:https',
      'node:http2',
      'node:net',
      'node:tls',
      'node:dgram',
      'node:dns',
      'node:dns/promises',
      'ws',
    ])
    const users = sources.filter(
      (file) => network.test(file.code) || file.imports.some(({ path }) => modules.has(path)),
    )
    const expected = /^src-main\/(serve|setup)\/|^src-renderer\/bridge-socket\.ts$/
    expect(users.map((file) => file.path).filter((path) => !expected.test(path))).toEqual([])
  })

  test('what fetches native TensorFlow is out of reach of the running app', () => {
    // What lies in the user's cache may be put in place by a command: nothing is fetched for it.
    const entrances = /^src-main\/setup\/(state|cache|doctor)\.ts$/
    const wrong = sources
      .filter((file) => !file.path.startsWith('src-main/setup/'))
      .flatMap((file) =>
        file.imports
          .filter(({ path }) => path.startsWith('src-main/setup/') && !entrances.test(path))
          .map(({ path }) => `${file.path} imports ${path}`),
      )
    expect(wrong).toEqual([])
    expect(
      sources
        .filter((file) => file.imports.some(({ path }) => path.endsWith('setup/doctor.ts')))
        .map((file) => file.path),
    ).toEqual(['src-main/cli/doctor.ts'])
    const reached = new Set(['src-main/setup/cache.ts'])
    for (const path of reached)
      sources.find((file) => file.path === path)?.imports.forEach((one) => reached.add(one.path))
    expect([...reached].filter((path) => /setup\/(download|build|fetch|library|electron)/.test(path))).toEqual([])
    expect(reached.size).toBeGreaterThan(5)
  })

  test('no other host is named, but in references to where something comes from', () => {
    const wrong = sources.flatMap((file) =>
      file.code
        .split('\n')
        .filter(
          (line) =>
            /\b(https?|wss?|ftp):\/\/(?!\$\{)/.test(line) &&
            !/^\s*(reference|xmlns)\b/.test(line) &&
            !/http:\/\/www\.w3\.org/.test(line),
        )
        .map((line) => `${file.path}: ${line.trim()}`),
    )
    expect(wrong).toEqual([])
  })

  test('the page loads nothing but its own files and runs no inline script', () => {
    const html = readFileSync(join(root, 'src-renderer', 'index.html'), 'utf8')
    expect(html).not.toMatch(/\b(src|href)="(https?:)?\/\//)
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
    expect(html).not.toMatch(/\son\w+="/)
  })
})

describe('every source file', () => {
  test('has at most 400 lines', () => {
    expect(
      [...sources, ...tests].filter((file) => file.text.split('\n').length > 400).map((file) => file.path),
    ).toEqual([])
  })

  test('has no line of 350 characters', () => {
    const long = [...sources, ...tests].flatMap((file) =>
      file.text
        .split('\n')
        .flatMap((line, i) => (line.length >= 350 ? [`${file.path}:${i + 1} has ${line.length} characters`] : [])),
    )
    expect(long).toEqual([])
  })

  test('leaves nothing marked as to be done', () => {
    // Put together, because this file is a source file too.
    const mark = new RegExp(`\\b(TO${'DO'}|FIX${'ME'}|X${'XX'})\\b`)
    expect([...sources, ...tests].filter((file) => mark.test(file.text)).map((file) => file.path)).toEqual([])
  })

  test('keeps data in resources/, and no code', () => {
    const kinds = new Set(readdirSync(join(root, 'resources')).map((name) => name.split('.').at(-1)))
    expect([...kinds].sort()).toEqual(['icns', 'ico', 'json', 'png', 'svg'])
  })

  test('is named for what it holds', () => {
    const empty = /(^|\/|-)(utils?|helpers?|manager|common|misc)(\.|-|\/|$)/
    expect(sources.map((file) => file.path).filter((path) => empty.test(path))).toEqual([])
  })

  test('keeps `any` out of the contract', () => {
    expect(
      mainFiles()
        .filter((file) => partOf(file) === 'shared' && /:\s*any\b|<any>|\bas any\b/.test(file.code))
        .map((file) => file.path),
    ).toEqual([])
  })
})

describe('the contract', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contract-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const names = Object.keys(contract) as (keyof typeof contract)[]

  test('has one handler for every call, in the file of its prefix', () => {
    const missing = names.filter((name) => {
      const handlers = source(`src-main/app/handlers/${name.split('.')[0]}.ts`).code
      return handlers.split(`    '${name}': `).length !== 2
    })
    expect(missing).toEqual([])
  })

  test('holds every call that the page makes', () => {
    const page = sources
      .filter((file) => file.path.startsWith('src-renderer/'))
      .map((file) => file.code)
      .join('\n')
    const made = [...page.matchAll(/\bcall\(\s*'([\w.]+)'/g)].map((match) => match[1])
    expect(made.length).toBeGreaterThan(0)
    expect(made.filter((name) => !(name in contract))).toEqual([])
  })

  test('is checked on arrival: what does not fit is refused with a sentence, whatever the call', async () => {
    const app = createApp({
      kind: 'serve',
      version: '0',
      dataFolder: folder,
      projectsFolder: folder,
      author: 'test',
      startEngine: () => {
        throw new Error('No engine is needed to refuse a call.')
      },
    })
    for (const name of names)
      for (const args of ['text', 7, [], true]) {
        const answer = await app.call(name, args)
        expect([name, answer]).toMatchObject([
          name,
          { ok: false, error: { code: 'bad-input', message: expect.stringContaining(`"${name}"`) } },
        ])
      }
    for (const name of ['nothing.here', 'constructor', '__proto__', 'toString', ''])
      expect(await app.call(name, {})).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    await app.close()
  })
})

function mainFiles(): Source[] {
  return sources.filter((file) => file.path.startsWith('src-main/'))
}

function partOf(file: Source): string {
  return file.path.split('/')[1]
}

function source(path: string): Source {
  const found = sources.find((file) => file.path === path)
  if (!found) throw new Error(`There is no ${path}.`)
  return found
}

function importsOf(folder: string, which: (path: string) => boolean): string[] {
  return sources
    .filter((file) => file.path.startsWith(folder))
    .flatMap((file) => file.imports.filter(({ path }) => which(path)).map(({ path }) => `${file.path} imports ${path}`))
}

/** Files from which imports, those of types too, lead back to themselves. */
function circling(files: Source[]): string[] {
  const next = new Map(files.map((file) => [file.path, file.imports.map(({ path }) => path)]))
  return [...next.keys()].filter((start) => {
    const reached = new Set<string>()
    const open = [start]
    for (let path; (path = open.pop()) !== undefined;)
      for (const to of next.get(path) ?? [])
        if (!reached.has(to)) {
          reached.add(to)
          open.push(to)
        }
    return reached.has(start)
  })
}

function isView(path: string): boolean {
  return path.startsWith('src-renderer/views/')
}

function isNode(path: string): boolean {
  return path.startsWith('node:') || builtinModules.includes(path)
}

function read(folder: string): Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => {
      const full = join(entry.parentPath, entry.name)
      const text = readFileSync(full, 'utf8')
      const code = withoutComments(text)
      return { path: slashed(relative(root, full)), text, code, imports: importsIn(code, dirname(full)) }
    })
}

/** Line comments only where nothing but blanks is before them, so that "https://" in a string stays. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '')
    .replace(/<!--[\s\S]*?-->/g, '')
}

function importsIn(code: string, folder: string): Source['imports'] {
  const found = [
    ...code.matchAll(/^\s*(import|export)\s+(type\s)?[^'"()]*?from\s*'([^']+)'/gm),
    ...code.matchAll(/^\s*(import)\s+()'([^']+)'/gm),
    ...code.matchAll(/\b(import|require)(?:\.resolve)?\(()\s*'([^']+)'\s*\)/g),
  ]
  return found.map(([, , typeOnly, name]) => ({
    path: name.startsWith('.') ? slashed(relative(root, resolve(folder, name))) : name,
    typeOnly: Boolean(typeOnly),
  }))
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
