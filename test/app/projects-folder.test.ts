import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createApp } from '../../src-main/app/create-app.ts'

const folder = mkdtempSync(join(tmpdir(), 'anomaly-studio-projects-'))
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

test('a folder for projects that cannot be made is named, with what to do, for a new project and for the sample', async () => {
  // Whoever runs this, a folder below a file cannot be made, as one on a drive without rights.
  writeFileSync(join(folder, 'file'), '')
  const projectsFolder = join(folder, 'file', 'projects')
  const app = createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, 'data'),
    projectsFolder,
    author: 'Ada',
    startEngine: () => {
      throw new Error('No engine is needed for this.')
    },
  })
  for (const [name, args] of [
    ['project.create', { file: null, name: 'Pump' }],
    ['project.sample', {}],
  ] as const) {
    const answer = await app.call(name, args)
    expect(answer).toMatchObject({ ok: false, error: { code: 'read-only' } })
    const { message } = (answer as { error: { message: string } }).error
    expect(message).toContain(`"${projectsFolder}", and this folder cannot be made.`)
    expect(message).toContain('ANOMALY_STUDIO_PROJECTS')
  }
  await app.close()
})
