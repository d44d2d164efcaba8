import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApp, type App } from '../../../src-main/app/create-app.ts'
import { isSystemFolder } from '../../../src-main/app/system-folders.ts'
import type { CallInput, CallName, CallResult } from '../../../src-main/shared/contract.ts'
import { fromPlainError } from '../../../src-main/shared/errors.ts'

const posix = process.platform !== 'win32'
let root: string
let app: App
const at = (...names: string[]) => join(root, ...names)
const appHere = () =>
  createApp({
    kind: 'serve',
    version: '0',
    dataFolder: at('settings'),
    projectsFolder: at('projects'),
    places: () => [{ name: 'Documents', path: at('documents') }],
    author: 'ada',
    startEngine: () => {
      throw new Error('No engine is needed to look at folders.')
    },
  })

async function call<N extends CallName>(name: N, args: CallInput<N>): Promise<CallResult<N>> {
  const answer = await app.call(name, args)
  if (!answer.ok) throw fromPlainError(answer.error)
  return answer.value as CallResult<N>
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'places-'))
  for (const folder of ['projects', 'documents', 'documents/deep', 'elsewhere', 'elsewhere/more']) mkdirSync(at(folder))
  for (const file of ['documents/a.csv', 'documents/deep/b.csv', 'elsewhere/secret.csv', 'projects/p.csv'])
    writeFileSync(at(file), 'time,v\n2024-01-01,1\n')
  app = appHere()
})
afterEach(async () => {
  await app.close()
  rmSync(root, { recursive: true, force: true })
})

const notChosen = 'That file was not chosen in this session, or is not there any more. Choose it again.'

describe('what the page can browse', () => {
  test('begins where the last file was taken from, also after a restart', async () => {
    const { chosen } = await call('files.go', { path: at('elsewhere', 'secret.csv'), purpose: 'import' })
    await call('import.preview', { file: chosen!.token, changed: null }).catch(() => undefined)
    await app.close()
    app = appHere()
    expect((await call('files.browse', { folder: null, purpose: 'import' })).path).toBe(at('elsewhere'))
    rmSync(at('elsewhere'), { recursive: true })
    expect((await call('files.browse', { folder: null, purpose: 'import' })).path).toBe(at('projects'))
  })

  test.each([
    (path: string) => `"${path}"`,
    (path: string) => `'${path}' `,
    (path: string) => pathToFileURL(path).href,
  ])('takes a path as it was copied elsewhere', async (written) => {
    const path = written(at('elsewhere', 'secret.csv'))
    expect((await call('files.go', { path, purpose: 'import' })).chosen?.name).toBe('secret.csv')
  })

  test('begins in the projects and goes to the places, and not above them', async () => {
    const start = await call('files.browse', { folder: null, purpose: 'import' })
    expect(start).toMatchObject({ path: at('projects'), parent: null, entries: [{ name: 'p.csv', kind: 'file' }] })
    expect(start.places.map(({ name, path }) => [name, path])).toEqual([
      ['Projects', at('projects')],
      ['Documents', at('documents')],
    ])
    const documents = await call('files.browse', { folder: start.places[1].token, purpose: 'import' })
    expect(documents.entries.map(({ name }) => name)).toEqual(['deep', 'a.csv'])
    expect(documents.parent).toBeNull()
    const deep = await call('files.browse', { folder: documents.entries[0].token, purpose: 'import' })
    expect(deep.entries.map(({ name }) => name)).toEqual(['b.csv'])
    expect((await call('files.browse', { folder: deep.parent, purpose: 'import' })).path).toBe(at('documents'))
  })

  test('holds nothing that begins with a dot, nothing that lies beside a project, and no link that leads out', async () => {
    for (const name of ['.hidden.csv', 'p.anomaly', 'p.anomaly-wal', 'p.anomaly-lock', 'p.anomaly.bak-v2'])
      writeFileSync(at('documents', name), 'x')
    mkdirSync(at('documents/.ssh'))
    if (posix) {
      symlinkSync(at('elsewhere/secret.csv'), at('documents/out.csv'))
      symlinkSync(at('elsewhere'), at('documents/out'))
      symlinkSync(at('documents/a.csv'), at('documents/in.csv'))
      execFileSync('mkfifo', [at('documents/pipe.csv')])
    }
    const { places } = await call('files.browse', { folder: null, purpose: 'import' })
    const names = async (purpose: CallInput<'files.browse'>['purpose']) =>
      (await call('files.browse', { folder: places[1].token, purpose })).entries.map(({ name }) => name)
    expect(await names('import')).toEqual(['deep', 'a.csv', ...(posix ? ['in.csv'] : [])])
    expect(await names('project')).toEqual(['deep', 'p.anomaly'])
  })

  test('grows by a folder that the person types, also for the next start', async () => {
    const typed = await call('files.go', { path: `${at('elsewhere')}/`, purpose: 'import' })
    expect(typed).toMatchObject({ path: at('elsewhere'), parent: null, chosen: null })
    expect(typed.entries.map(({ name }) => name)).toEqual(['more', 'secret.csv'])
    const file = await call('files.go', { path: at('elsewhere/secret.csv'), purpose: 'import' })
    expect(file.chosen).toMatchObject({ name: 'secret.csv', token: file.entries[1].token })
    await app.close()
    app = appHere()
    const { places } = await call('files.browse', { folder: null, purpose: 'import' })
    expect(places.at(-1)).toMatchObject({ name: 'elsewhere', path: at('elsewhere') })
  })

  test('refuses in a sentence what is typed and cannot be', async () => {
    mkdirSync(at('.hidden/in'), { recursive: true })
    writeFileSync(at('elsewhere/note.md'), '')
    const said: [path: string, sentence: RegExp][] = [
      ['data', /^"data" is not the whole path of a folder/],
      [at('nowhere'), /^There is no folder or file ".*nowhere" that this account can see\.$/],
      [at('.hidden/in'), /is hidden: its name, or that of a folder above it, begins with a dot\.$/],
      [at('elsewhere/note.md'), /^"note\.md" is not a file of a kind that is wanted here\.$/],
      ['/' + 'x'.repeat(4000), /^There is no folder or file "\/x{79}…x{80}" that/],
      ['/\0', /^There is no folder or file/],
      ...(posix
        ? ([
            ['/', /belongs to the system/],
            ['/etc', /belongs to the system/],
            ['/etc/passwd', /belongs to the system/],
            ['/proc/self', /belongs to the system/],
            ['/dev/null', /is neither a folder nor a file/],
          ] as [string, RegExp][])
        : []),
    ]
    for (const [path, sentence] of said)
      await expect(call('files.go', { path, purpose: 'import' }), path.slice(0, 50)).rejects.toThrow(sentence)
  })

  test('is nothing at all under a shell, whose dialogs give the files', async () => {
    const host = {
      kind: 'electron' as const,
      version: '0',
      dataFolder: at('s'),
      projectsFolder: at('projects'),
      author: 'a',
    }
    const shell = createApp({
      ...host,
      dialogs: { pickFiles: async () => [at('elsewhere/secret.csv')], pickSave: async () => at('elsewhere/new.csv') },
      startEngine: () => {
        throw new Error('none')
      },
    })
    for (const [name, args] of [
      ['files.browse', { folder: null, purpose: 'import' }],
      ['files.go', { path: at('elsewhere'), purpose: 'import' }],
      ['files.name', { folder: 'x', name: 'a.csv', purpose: 'scores' }],
    ] as const)
      expect(await shell.call(name, args)).toMatchObject({ ok: false, error: { code: 'bad-input' } })
    expect(await shell.call('files.pick', { purpose: 'import' })).toMatchObject({
      ok: true,
      value: [{ name: 'secret.csv' }],
    })
    await shell.close()
  })
})

describe('a token', () => {
  test('of a folder opens no file, of a file no folder, and one to read cannot be written', async () => {
    const { folder, entries } = await call('files.browse', { folder: null, purpose: 'import' })
    await expect(call('project.open', { file: folder })).rejects.toThrow(notChosen)
    await expect(call('files.browse', { folder: entries[0].token, purpose: 'import' })).rejects.toThrow(notChosen)
    await expect(call('project.create', { file: entries[0].token, name: 'x' })).rejects.toThrow(notChosen)
    await expect(call('files.browse', { folder: 'made-up', purpose: 'import' })).rejects.toThrow(notChosen)
    const out = await call('files.name', { folder, name: 'new.csv', purpose: 'scores' })
    await expect(call('import.preview', { file: out.token, changed: null })).rejects.toThrow(notChosen)
  })

  test.skipIf(!posix)('is worth nothing once its file has become a link that leads out', async () => {
    const { entries } = await call('files.browse', { folder: null, purpose: 'import' })
    rmSync(at('projects/p.csv'))
    symlinkSync(at('elsewhere/secret.csv'), at('projects/p.csv'))
    await expect(call('import.preview', { file: entries[0].token, changed: null })).rejects.toThrow(notChosen)
  })
})

describe('a name for a file to be written', () => {
  const name = async (text: string, purpose: CallInput<'files.name'>['purpose'] = 'scores', replace = false) => {
    const { folder } = await call('files.browse', { folder: null, purpose })
    return call('files.name', { folder, name: text, purpose, replace })
  }

  test('is asked about where a file has it', async () => {
    await expect(name('p.csv')).rejects.toMatchObject({
      code: 'exists',
      message: 'There is already a file "p.csv" in that folder.',
    })
    expect(await name('p.csv', 'scores', true)).toMatchObject({ name: 'p.csv' })
    expect(readFileSync(at('projects/p.csv'), 'utf8')).toContain('2024')
  })

  test('is visible, has the ending of its kind, and stays in the folder', async () => {
    await expect(name('.bashrc', 'labels')).rejects.toThrow('begins with a dot')
    await expect(name('run.sh')).rejects.toThrow('"run.sh" needs an ending that says what is in it: .csv.')
    await expect(name('p.anomaly')).rejects.toThrow('needs an ending')
    await expect(name('../../up.csv')).rejects.toThrow('begins with a dot')
    expect(await name('a/../../up.csv')).toMatchObject({ name: 'a .. .. up.csv' })
  })
})

test('system folders are those of the machine, not of the person', () => {
  for (const path of ['/', '/etc', '/etc/ssh', '/proc/1', '/run/user/1000', '/usr/bin', '/var/lib/x'])
    expect([path, isSystemFolder(path, 'linux')]).toEqual([path, true])
  for (const path of [
    '/home/ada/data',
    '/data',
    '/mnt/usb',
    '/run/media/ada/stick',
    '/srv/x',
    homedir() + '/x',
    '/etcetera',
  ])
    expect([path, isSystemFolder(path, 'linux')]).toEqual([path, false])
})
