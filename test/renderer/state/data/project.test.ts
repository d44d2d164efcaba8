import { fakePreview } from '../../fake/fake-answers.ts'
import { afterEach, expect, test, vi } from 'vitest'
import type { ProjectState } from '../../../../src-main/shared/project.ts'
import { badInput, StudioError } from '../../../../src-main/shared/errors.ts'
import type { Api } from '../../../../src-renderer/api.ts'
import { Studio } from '../../../../src-renderer/state/studio.svelte.ts'

const named = (name: string): ProjectState => ({
  name,
  path: `/projects/${name}.anomaly`,
  readOnly: false,
  readOnlyReason: null,
  interrupted: [],
})

/** The page's state over an app whose answers a test gives. */
async function studioOf(answers: Record<string, (input: never) => unknown>) {
  vi.stubGlobal('window', { matchMedia: () => ({ matches: false, addEventListener() {} }) })
  vi.stubGlobal('localStorage', { getItem: () => null, setItem() {} })
  const api = {
    on: () => () => {},
    call: async (name: string, input: never) => (name in answers ? answers[name](input) : []),
  } as unknown as Api
  const studio = new Studio(api)
  studio.project.current = (await (answers['project.current']?.(undefined as never) as ProjectState | null)) ?? null
  return studio
}
const said = (studio: Studio) => studio.notices.list.map((notice) => notice.message)
const noProject = () => Promise.reject(new StudioError('no-project', 'No project is open.'))

afterEach(() => void vi.unstubAllGlobals())

test('a project that cannot be closed while a job runs stays on the screen, with the reason', async () => {
  const studio = await studioOf({
    'project.current': () => named('Pump'),
    'project.close': () => {
      throw badInput('A job is running: Train PCA.')
    },
  })
  await studio.project.close()
  expect([studio.project.current?.name, said(studio)]).toEqual(['Pump', ['A job is running: Train PCA.']])
})

test('what is asked while the project is being closed, and after, is no failure to tell of', async () => {
  let closed = () => {}
  const studio = await studioOf({
    'project.current': () => named('Pump'),
    'project.close': () => new Promise<void>((resolve) => (closed = resolve)),
    'labels.list': noProject,
  })
  const closing = studio.project.close()
  await studio.notices.attempt(() => studio.api.call('labels.list', { set: 1 }))
  closed()
  await closing
  await studio.notices.attempt(() => studio.api.call('labels.list', { set: 1 }))
  expect([studio.project.current, said(studio)]).toEqual([null, []])
})

test('an app that lost the project that is on the screen is told of', async () => {
  const studio = await studioOf({ 'project.current': () => named('Pump'), 'labels.list': noProject })
  await studio.notices.attempt(() => studio.api.call('labels.list', { set: 1 }))
  expect(said(studio)).toEqual(['No project is open.'])
})

test('what the last end of the app interrupted is told as that', async () => {
  const studio = await studioOf({
    'project.create': () => ({ ...named('Pump'), interrupted: ['Import labels from log.csv'] }),
  })
  await studio.project.create('Pump', studio.files)
  expect(said(studio)).toEqual(['The app ended in the midst of this: Import labels from log.csv.'])
})

test('where no project can be made in the usual folder, the reason is said and another place asked for', async () => {
  const asked: unknown[] = []
  let place: { token: string; name: string; bytes: number } | null = null
  const studio = await studioOf({
    'project.create': ({ file }: { file: string | null }) => {
      asked.push(file)
      if (file === null) throw new StudioError('read-only', 'Nothing can be written there.')
      return named('Pump')
    },
    'files.pickSave': ({ name }: { name: string }) => {
      asked.push(name)
      return place
    },
  })
  studio.project.info = { version: '1', host: 'electron', picker: 'native', pdf: true, author: 'me' }
  await studio.project.create('Pump', studio.files)
  expect([asked.splice(0), studio.project.current]).toEqual([[null, 'Pump.anomaly'], null])
  place = { token: 'elsewhere', name: 'Pump.anomaly', bytes: 0 }
  await studio.project.create('Pump', studio.files)
  expect([asked, studio.project.current?.name]).toEqual([[null, 'Pump.anomaly', 'elsewhere'], 'Pump'])
  expect(said(studio)).toEqual(['Nothing can be written there.'])
})

test('a file imported on the start screen gets a project of its name once it is imported, and none before', async () => {
  const made: string[] = []
  const picked = [[], [{ token: 't', name: 'pump.csv.gz', bytes: 9 }]]
  const studio = await studioOf({
    'files.pick': () => picked.shift(),
    'import.preview': () => fakePreview,
    'import.start': () => ({ job: 1 }),
    'project.create': ({ name }: { name: string }) => {
      made.push(name)
      return named(name)
    },
  })
  studio.project.info = { version: '1', host: 'electron', picker: 'native', pdf: true, author: 'me' }
  await studio.importFile()
  expect([made, studio.importing.file]).toEqual([[], null])
  await studio.importFile()
  expect([made, studio.importing.file?.name]).toEqual([[], 'pump.csv.gz'])
  await studio.importing.start()
  expect([made, studio.project.current?.name, studio.importing.file]).toEqual([['pump'], 'pump', null])
})
