import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Dataset, JobState, Lane } from '../../../src-main/shared/project.ts'
import type { CallName } from '../../../src-main/shared/contract.ts'
import type { ImportPreview, ImportRecipe } from '../../../src-main/shared/importing/recipe.ts'
import type { Api } from '../../../src-renderer/api.ts'
import { apiOf } from '../../../src-renderer/api.ts'
import { ImportDraft } from '../../../src-renderer/state/data/import-draft.svelte.ts'
import { Lanes } from '../../../src-renderer/state/chart/lanes.svelte.ts'
import { Notices } from '../../../src-renderer/state/window/notices.svelte.ts'
import { Studio } from '../../../src-renderer/state/studio.svelte.ts'
import { merged } from '../../../src-renderer/state/runs/merged-ranges.ts'
import { Training } from '../../../src-renderer/state/runs/training.svelte.ts'
import { fakeBridge } from '../fake/fake-bridge.ts'

/** An api whose view.read answers when told to. */
function heldApi() {
  const asked: { start: number; end: number; answer: () => void }[] = []
  const api = {
    call: (_: string, input: { start: number; end: number; series: number[] }) =>
      new Promise<Lane[]>((resolve) =>
        asked.push({
          start: input.start,
          end: input.end,
          answer: () =>
            resolve(
              input.series.map((series) => ({
                series,
                times: Float64Array.of(input.start),
                values: Float64Array.of(1),
                raw: true,
              })),
            ),
        }),
      ),
    on: () => () => {},
  } as unknown as Api
  return { api, asked }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 1))

afterEach(() => void vi.unstubAllGlobals())

describe('reading lanes', () => {
  test('keeps one reading under way and of all later wishes only the last', async () => {
    const { api, asked } = heldApi()
    const lanes = new Lanes(api, new Notices())
    for (const start of [0, 1000, 2000, 3000])
      lanes.see({ dataset: 1, series: [7], start, end: start + 100, width: 500 })
    expect(asked.map((a) => a.start)).toEqual([-50])
    asked[0].answer()
    await settle()
    expect(asked.map((a) => a.start)).toEqual([-50, 2950])
    asked[1].answer()
    await settle()
    expect(lanes.drawn.range).toEqual({ start: 2950, end: 3150 })
    expect(lanes.loading).toBe(false)
  })

  test('does not read again while a pan stays within what is drawn', async () => {
    const { api, asked } = heldApi()
    const lanes = new Lanes(api, new Notices())
    lanes.see({ dataset: 1, series: [7], start: 0, end: 100, width: 500 })
    asked[0].answer()
    await settle()
    lanes.see({ dataset: 1, series: [7], start: 20, end: 120, width: 500 })
    expect(asked).toHaveLength(1)
    lanes.see({ dataset: 1, series: [7], start: 80, end: 180, width: 500 })
    expect(asked).toHaveLength(2)
    lanes.clear()
  })
})

describe('what is drawn while the view moves', () => {
  const all = { start: 0, end: 10_000 }
  test('is what was read of everything, until a finer reading is there', async () => {
    const { api, asked } = heldApi()
    const lanes = new Lanes(api, new Notices())
    const see = (start: number, end: number) => lanes.see({ dataset: 1, series: [7], start, end, width: 500, all })
    see(0, 10_000)
    asked[0].answer()
    await settle()
    see(4000, 4100)
    expect(lanes.shown.range).toEqual({ start: -5000, end: 15_000 })
    asked[1].answer()
    await settle()
    expect(lanes.shown.range).toEqual({ start: 3950, end: 4150 })
    // Gone on faster than could be read: nothing is ever empty.
    see(8000, 8100)
    expect(lanes.shown.range).toEqual({ start: -5000, end: 15_000 })
    // And back: what was read before is still there.
    see(4020, 4120)
    expect(lanes.shown.range).toEqual({ start: 3950, end: 4150 })
    lanes.clear()
  })

  test('is read of everything besides, where the first look was at a part', async () => {
    const { api, asked } = heldApi()
    const lanes = new Lanes(api, new Notices())
    lanes.see({ dataset: 1, series: [7], start: 4000, end: 4100, width: 500, all })
    asked[0].answer()
    await settle()
    expect(asked.map(({ start, end }) => [start, end])).toEqual([
      [3950, 4150],
      [0, 10_000],
    ])
    asked[1].answer()
    await settle()
    expect(lanes.drawn.range).toEqual({ start: 3950, end: 4150 })
    lanes.clear()
  })
})

describe('the training form', () => {
  test('joins ranges that touch', () => {
    expect(
      merged([
        { start: 5, end: 9 },
        { start: 1, end: 3 },
        { start: 2, end: 5 },
        { start: 20, end: 30 },
      ]),
    ).toEqual([
      { start: 1, end: 9 },
      { start: 20, end: 30 },
    ])
  })

  test('starts with a detector that needs no setting, and remembers what was changed of each', async () => {
    const api = apiOf(fakeBridge())
    const training = new Training(api, new Notices())
    await training.start()
    expect(training.detectorId).toBe('conv-autoencoder')
    training.set('window', 64)
    training.detectorId = 'z-score'
    training.detectorId = 'conv-autoencoder'
    expect(training.params).toMatchObject({ window: 64, epochs: 50 })
  })
})

describe('the import preview', () => {
  test('shows what was changed, and asks for the file to be read that way', async () => {
    const bridge = fakeBridge({ pause: 1 })
    const draft = new ImportDraft(
      apiOf(bridge),
      async () => true,
      () => undefined,
      async () => undefined,
      () => [],
    )
    await draft.open([{ token: 't', name: 'plant 7.csv.gz', bytes: 10 }])
    expect(draft.name).toBe('plant 7')
    const changing = draft.change({ delimiter: ',' })
    expect(draft.preview?.recipe.delimiter).toBe(',')
    void draft.change({ decimal: ',' })
    await changing
    expect(draft.preview?.recipe).toMatchObject({ delimiter: ',', decimal: ',' })
    expect(bridge.calls.filter((c) => c === 'import.preview')).toHaveLength(3)
    await draft.reset()
    expect(draft.preview?.recipe).toMatchObject({ delimiter: ';', decimal: '.' })
  })

  test.each([
    ['one after the other', [1, 2, 3]],
    ['a follower before its leader', [2, 1, 3]],
  ])('joins files as one dataset, whenever their jobs end: %s', async (_, order) => {
    const bridge = fakeBridge({ pause: 1 })
    let jobs = 0
    const api = {
      on: () => () => {},
      call: (name: string, input: never) =>
        name === 'import.start' ? Promise.resolve({ job: ++jobs }) : apiOf(bridge).call('import.preview', input),
    } as unknown as Api
    const joined: unknown[] = []
    const draft = new ImportDraft(
      api,
      async () => true,
      () => undefined,
      async (...join) => void joined.push(join),
      () => [],
    )
    const end = (job: number) => draft.ended({ id: job, status: 'done', dataset: job * 10 } as JobState)
    await draft.open(['a', 'b', 'c'].map((token) => ({ token, name: `${token}.csv`, bytes: 10 })))
    draft.asOne = true
    const all = draft.startAll()
    // The first may end before it is known that others follow it.
    if (order[0] === 1) end(1)
    await all
    for (const job of order.slice(order[0] === 1 ? 1 : 0)) end(job)
    expect(joined).toEqual([
      [10, 20, 'append'],
      [10, 30, 'append'],
    ])
  })

  test('imports many files with one recipe, and leaves those that it does not do for', async () => {
    const started: { file: string; name: string; labels: number }[] = []
    const bridge = fakeBridge({ pause: 1 })
    const api = {
      on: () => () => {},
      call: async (
        name: string,
        input: { file: string; name: string; recipe: ImportRecipe; changed: Partial<ImportRecipe> | null },
      ) => {
        if (name === 'import.start')
          return { job: started.push({ file: input.file, name: input.name, labels: input.recipe.labelColumns.length }) }
        const preview = (await apiOf(bridge).call('import.preview', {
          file: input.file,
          changed: input.changed,
        })) as ImportPreview
        const columns = preview.columns.filter(
          (column) =>
            !(input.file === 'b' && column.name === 'Current') && !(input.file === 'c' && column.name === 'anomaly'),
        )
        return { ...preview, columns }
      },
    } as unknown as Api
    const draft = new ImportDraft(
      api,
      async () => true,
      () => undefined,
      async () => undefined,
      () => [],
    )
    await draft.open(['a', 'b', 'c'].map((token) => ({ token, name: `${token}.csv`, bytes: 10 })))
    await draft.startAll()
    expect(started).toEqual([
      { file: 'a', name: 'a', labels: 1 },
      { file: 'c', name: 'c', labels: 0 },
    ])
    expect(draft.file).toBeNull()
    expect(draft.outcomes.list.map(({ file, status, why }) => [file.name, status, why])).toEqual([
      ['a.csv', 'reading', null],
      ['b.csv', 'failed', 'It cannot be read like the others: it has no column named "Current".'],
      ['c.csv', 'reading', null],
    ])
    expect(draft.outcomes.shown).toBe(false)
    for (const job of [2, 1]) draft.ended({ id: job, status: 'done', dataset: job } as JobState)
    expect(draft.outcomes.shown).toBe(true)
  })

  test('of a file that a recipe recognises is passed over, and says where it goes on from a dataset that is there', async () => {
    const january = Date.UTC(2026, 0, 1)
    const minutes = Array.from({ length: 5 }, (_, i) => [new Date(january + i * 60_000).toISOString(), '1'])
    const preview = {
      recipe: {
        time: { kind: 'column', column: 'time', format: 'iso', zone: 'UTC' },
        channels: [{ column: 'Flow', name: 'Flow', unit: null, include: true }],
      },
      columns: [{ name: 'time' }, { name: 'Flow' }],
      rows: minutes,
      problems: [],
      usesRecipe: 'pump',
    }
    const dataset = (start: number) => ({
      id: 7,
      name: 'week 1',
      status: 'ready',
      start,
      end: start + 100_000,
      channels: [{ name: 'Flow' }],
    })
    const opened = async (datasets: object[]) => {
      const calls: string[] = []
      const said: string[] = []
      const api = {
        on: () => () => {},
        call: async (name: string) => {
          calls.push(name)
          return name === 'import.start' ? { job: 1 } : preview
        },
      } as unknown as Api
      const draft = new ImportDraft(
        api,
        async () => true,
        (sentence) => void said.push(sentence),
        async () => undefined,
        () => datasets as Dataset[],
      )
      await draft.open([{ token: 'a', name: 'a.csv', bytes: 10 }])
      expect({ began: calls.includes('import.start'), isShown: draft.file !== null }).toEqual({
        began: true,
        isShown: false,
      })
      return said.join(' ')
    }
    const plain = 'a.csv is read by the recipe “pump”.'
    expect(await opened([])).toBe(plain)
    expect(await opened([dataset(january + 500_000)])).toBe(plain)
    expect(await opened([dataset(january - 100_000)])).toBe(
      `${plain} It goes on from “week 1”: under Data it can be appended.`,
    )
  })

  /** Files a, b and c, of which b is previewed when told to. */
  async function many() {
    const started: string[] = []
    const listeners = new Map<string, (payload: unknown) => void>()
    let goOn = () => {}
    const bridge = fakeBridge({ pause: 1 })
    const api = {
      on: (name: string, listener: (payload: unknown) => void) => void listeners.set(name, listener),
      call: async (name: string, input: { file: string }) => {
        if (name === 'import.start') return { job: started.push(input.file) }
        if (name === 'datasets.list')
          return ['a', 'b', 'c'].map((name, i) => ({ id: i + 1, name, status: 'ready', zone: 'UTC', channels: [] }))
        if (name !== 'import.preview') return []
        if (input.file === 'b') await new Promise<void>((resolve) => (goOn = resolve))
        return apiOf(bridge).call('import.preview', input as never)
      },
    } as unknown as Api
    vi.stubGlobal('window', { matchMedia: () => ({ matches: false, addEventListener() {} }) })
    vi.stubGlobal('localStorage', { getItem: () => null, setItem() {} })
    const studio = new Studio(api)
    await studio.importing.open(['a', 'b', 'c'].map((token) => ({ token, name: `${token}.csv`, bytes: 10 })))
    const importing = studio.importing.startAll()
    await settle()
    return {
      studio,
      started,
      importing,
      goOn: () => goOn(),
      ended: (job: number) =>
        listeners.get('jobs.changed')!([
          { id: job, kind: 'import', status: 'done', dataset: job, run: null, ended: 1 },
        ]),
    }
  }

  test('begins no further file once it was cancelled, and reads what was opened since', async () => {
    const { studio, started, importing, goOn } = await many()
    studio.importing.close()
    void studio.importing.open([{ token: 'd', name: 'd.csv', bytes: 10 }])
    goOn()
    await importing
    expect(started).toEqual(['a'])
    expect([studio.importing.file?.name, studio.importing.loading, studio.importing.preview === null]).toEqual([
      'd.csv',
      false,
      false,
    ])
  })

  test('of many files imported at once only the first is gone to when it is there', async () => {
    const { studio, importing, goOn, ended } = await many()
    goOn()
    await importing
    const seen: (number | null)[] = []
    for (const job of [2, 1, 3]) {
      studio.datasets.selectedId = job === 2 ? 3 : studio.datasets.selectedId
      ended(job)
      await settle()
      seen.push(studio.datasets.selectedId)
    }
    expect(seen).toEqual([3, 1, 1])
  })

  test('shows all of the dataset on the screen once rows were appended to it', async () => {
    const listeners = new Map<string, (payload: unknown) => void>()
    const start = Date.UTC(2026, 2, 1)
    let end = start + 100_000
    const bridge = apiOf(fakeBridge({ pause: 1 }))
    const api = {
      on: (name: string, listener: (payload: unknown) => void) => void listeners.set(name, listener),
      call: async (name: CallName, input: never) =>
        name === 'datasets.list'
          ? [
              {
                id: 1,
                name: 'march',
                status: 'ready',
                zone: 'UTC',
                channels: [],
                start,
                end,
                stepMs: 1000,
                labelCount: 0,
              },
            ]
          : bridge.call(name, input),
    } as unknown as Api
    vi.stubGlobal('window', { matchMedia: () => ({ matches: false, addEventListener() {} }) })
    vi.stubGlobal('localStorage', { getItem: () => null, setItem() {} })
    const studio = new Studio(api)
    await studio.datasets.refresh()
    await studio.lookAtDataset()
    expect(studio.view.end).toBeLessThan(start + 110_000)
    end = start + 400_000
    listeners.get('jobs.changed')!([
      { id: 1, kind: 'import', status: 'done', dataset: 1, run: null, ended: 1, title: 'Append april to march' },
    ])
    await expect.poll(() => studio.view.end).toBeGreaterThan(end)
  })
})
