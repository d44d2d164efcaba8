import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createApp } from '../../src-main/app/create-app.ts'

const appWith = (projectsFolder: string) =>
  createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, 'data'),
    projectsFolder,
    author: 'Ada',
    startEngine: () => {
      throw new Error('No engine is needed for this.')
    },
  })
const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-projects-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

test('a folder for projects that cannot be made is named, with what to do, for a new project and for the sample', async () => {
  // Whoever runs this, a folder below a file cannot be made, as one on a drive without rights.
  writeFileSync(join(folder, 'file'), '')
  const projectsFolder = join(folder, 'file', 'projects')
  const app = appWith(projectsFolder)
  for (const [name, args] of [
    ['project.create', { file: null, name: 'Pump' }],
    ['project.sample', {}],
  ] as const) {
    const answer = await app.call(name, args)
    expect(answer).toMatchObject({ ok: false, error: { code: 'read-only' } })
    const { message } = (answer as { error: { message: string } }).error
    expect(message).toContain(`"${projectsFolder}", and this folder cannot be made.`)
    expect(message).toContain('A folder on the way to that file is a file itself. Choose another place for this one.')
    expect(message).toContain('ANOMALY_STUDIO_PROJECTS')
  }
  await app.close()
})

// Whoever runs this, nothing can be made in /proc, as in a folder without rights.
test.skipIf(process.platform !== 'linux')('a folder in which nothing can be made is named too', async () => {
  const app = appWith('/proc')
  const answer = await app.call('project.create', { file: null, name: 'Pump' })
  expect(answer).toMatchObject({
    ok: false,
    error: {
      code: 'read-only',
      message: expect.stringMatching(
        /^New projects are kept in "\/proc", and nothing can be written there\. .* Choose another place/,
      ),
    },
  })
  await app.close()
})

test('a place that was chosen instead takes the project, also the browsing of folders when there is no folder for projects', async () => {
  writeFileSync(join(folder, 'in-the-way'), '')
  const app = appWith(join(folder, 'in-the-way'))
  expect(await app.call('files.browse', { folder: null, purpose: 'import' })).toMatchObject({
    ok: false,
    error: { message: 'No folder is known here. Type the path of the folder that holds your files.' },
  })
  const listed = (await app.call('files.go', { path: folder, purpose: 'project' })) as { value: { folder: string } }
  const named = await app.call('files.name', { folder: listed.value.folder, name: 'Pump.anomaly', purpose: 'project' })
  const { token } = (named as { value: { token: string } }).value
  expect(await app.call('project.create', { file: token, name: 'Pump' })).toMatchObject({
    ok: true,
    value: { path: join(folder, 'Pump.anomaly') },
  })
  await app.call('project.close', {})
  await app.close()
})

test.each([
  ['CON', 'Project CON.anomaly'],
  ['aux.2024', 'Project aux 2024.anomaly'],
  ['a'.repeat(180), `${'a'.repeat(100)}.anomaly`],
])('a project for a file named "%s" has a name that every system takes', async (name, file) => {
  const app = appWith(join(folder, 'projects'))
  expect(await app.call('project.create', { file: null, name, forImport: true })).toMatchObject({
    ok: true,
    value: { path: join(folder, 'projects', file) },
  })
  await app.call('project.close', {})
  await app.close()
})
