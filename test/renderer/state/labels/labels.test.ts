import { beforeEach, describe, expect, test } from 'vitest'
import { badInput } from '../../../../src-main/shared/errors.ts'
import { apiOf, type Api } from '../../../../src-renderer/api.ts'
import { changedIn } from '../../../../src-renderer/state/labels/label-list.ts'
import { Labels } from '../../../../src-renderer/state/labels/labels.svelte.ts'
import { Announcer } from '../../../../src-renderer/state/window/announcer.svelte.ts'
import { Notices } from '../../../../src-renderer/state/window/notices.svelte.ts'
import { fakeBridge } from '../../fake/fake-bridge.ts'

let api: Api
let notices: Notices
let announcer: Announcer
let labels: Labels

beforeEach(async () => {
  api = apiOf(fakeBridge({ pause: 1 }))
  notices = new Notices()
  announcer = new Announcer()
  await api.call('project.sample', {})
  labels = new Labels(api, notices, announcer)
  await labels.look(1)
})

describe('labels', () => {
  test('are on the screen before the app has answered', async () => {
    const before = labels.list.length
    const saving = labels.create({ start: 5000, end: 1000 })
    expect(labels.list).toHaveLength(before + 1)
    expect(labels.list[0]).toMatchObject({ start: 1000, end: 5000, id: -1 })
    await saving
    expect(labels.list[0].id).toBeGreaterThan(0)
    expect(labels.selection.id).toBe(labels.list[0].id)
  })

  test('that are made before the set of a new dataset is read are shown and selected once they are saved', async () => {
    const looking = labels.look(1)
    expect(labels.sets.id).toBeNull()
    const saving = labels.create({ start: 1000, end: 5000 })
    await Promise.all([looking, saving])
    expect(labels.list[0]).toMatchObject({ start: 1000, end: 5000 })
    expect(labels.selection.label).toBe(labels.list[0])
  })

  test('that are very many are read in pages, and how many there are so far is told', async () => {
    const many = Array.from({ length: 25_000 }, (_, i) => ({ ...labels.list[0], id: i + 1, start: i, end: i + 1 }))
    const told: (number | null)[] = []
    const paged = {
      on: api.on,
      call: async (name: string, args: { after?: { id: number } | null }) => {
        if (name !== 'labels.list') return api.call(name as never, args as never)
        told.push(large.reading)
        const from = args.after?.id ?? 0
        return many.slice(from, from + 10_000)
      },
    } as unknown as Api
    const large = new Labels(paged, notices, announcer)
    await large.look(1)
    expect(told).toEqual([null, 10_000, 20_000])
    expect(large.list.map(({ id }) => id)).toEqual(many.map(({ id }) => id))
    expect(large.reading).toBeNull()
    // Asked again while it reads, it begins anew and both get the newest.
    await Promise.all([large.refresh(), large.refresh()])
    expect(large.list).toHaveLength(25_000)
  })

  test('can be changed and removed before they are saved', async () => {
    void labels.create({ start: 1000, end: 5000 })
    const id = labels.list[0].id
    expect(id).toBeLessThan(0)
    await labels.change([{ id, end: 9000 }])
    const set = labels.sets.id!
    expect((await api.call('labels.list', { set }))[0]).toMatchObject({ start: 1000, end: 9000 })
    void labels.create({ start: 10, end: 20 })
    await labels.remove([labels.list[0].id])
    expect((await api.call('labels.list', { set })).some((l) => l.start === 10)).toBe(false)
  })

  test('are taken back by undo and brought back by redo', async () => {
    const before = labels.list.length
    await labels.create({ start: 1000, end: 5000 })
    await labels.undo()
    expect(labels.list).toHaveLength(before)
    expect(announcer.said).toBe('Undone: Created 1 label')
    await labels.redo()
    expect(labels.list).toHaveLength(before + 1)
    await labels.redo()
    expect(announcer.said).toBe('There is nothing to redo.')
  })

  test('that undo gives back are selected, so that the next key is meant for them', async () => {
    const [first, second] = labels.list
    await labels.change([{ id: first.id, status: 'rejected' }])
    labels.selection.only(second.id)
    await labels.undo()
    expect(labels.selection.id).toBe(first.id)
    expect(announcer.said).toMatch(/^Undone: .*\. Selected /)
    // Where one of them is chosen already, all stay chosen.
    await labels.change([first, second].map(({ id }) => ({ id, certainty: 0.5 })))
    labels.selection.choose([first, second])
    await labels.undo()
    expect(labels.selection.chosen.map(({ id }) => id)).toEqual([first.id, second.id])
  })

  test('are written down before undo takes anything back', async () => {
    const asked: string[] = []
    const call = api.call
    api.call = ((name, input) => (asked.push(name), call(name, input))) as typeof api.call
    void labels.create({ start: 1000, end: 5000 })
    void labels.change([{ id: labels.list[0].id, end: 6000 }])
    await labels.undo()
    expect(asked.filter((name) => /^labels\.(create|change|undo)$/.test(name))).toEqual([
      'labels.create',
      'labels.change',
      'labels.undo',
    ])
  })

  test('that undo takes away are gone before all are read again', async () => {
    const [first, second] = labels.list
    const entry = {
      id: 1,
      at: 0,
      author: 'me',
      what: 'Split 1 label',
      undone: true,
      before: [{ ...first, end: second.end }],
      after: [first, second],
    }
    api.call = ((name) => (name === 'labels.undo' ? Promise.resolve(entry) : new Promise(() => {}))) as typeof api.call
    void labels.undo()
    await expect
      .poll(() => labels.list.filter((l) => [first.id, second.id].includes(l.id)).map((l) => l.end))
      .toEqual([second.end])
  })

  test('are walked through from where the view is', () => {
    const first = labels.selection.step(1, 0)
    expect(first?.id).toBe(labels.list[0].id)
    expect(labels.selection.step(1, 0)?.id).toBe(labels.list[1].id)
    expect(labels.selection.step(-1, 0)?.id).toBe(labels.list[0].id)
    expect(labels.selection.step(-1, 0)).toBeNull()
    expect(announcer.said).toBe('There are no more labels before this')
  })

  test('stay the same to whoever types about them, from before they are saved', async () => {
    const saving = labels.create({ start: 1000, end: 5000 })
    const key = labels.selection.key
    expect(key).not.toBeNull()
    await saving
    expect(labels.selection.key).toBe(key)
    labels.selection.select(labels.list.at(-1)!.id)
    expect(labels.selection.key).not.toBe(key)
  })

  test('stay chosen with others when they are saved', async () => {
    const saving = labels.create({ start: 1000, end: 5000 })
    labels.selection.choose(labels.list)
    const all = labels.list.length
    await saving
    expect(labels.selection.chosen).toHaveLength(all)
  })

  test('keep the edge that is being dragged while others are read, also when they are saved meanwhile', async () => {
    const saving = labels.create({ start: 1000, end: 5000 })
    const id = labels.list[0].id
    labels.preview({ id, end: 7000 })
    await saving
    labels.preview({ id, end: 9000 })
    await labels.refresh()
    expect(labels.list[0]).toMatchObject({ start: 1000, end: 9000 })
    labels.letGo()
    await labels.refresh()
    expect(labels.list[0]).toMatchObject({ start: 1000, end: 5000 })
  })

  test('that are removed before they are saved do not come back when they are', async () => {
    const before = labels.list.length
    const saving = labels.create({ start: 1000, end: 5000 })
    const removing = labels.remove([labels.list[0].id])
    await saving
    expect(labels.list).toHaveLength(before)
    await removing
  })

  test('keep the newest of several quick changes while the answers to the earlier ones come in', async () => {
    const { id, end } = labels.list[0]
    const first = labels.change([{ id, end: end + 1 }])
    const second = labels.change([{ id, end: end + 2 }])
    await first
    expect(labels.list.find((l) => l.id === id)?.end).toBe(end + 2)
    await second
  })

  test('that are drawn after several were chosen are chosen alone', () => {
    labels.selection.choose(labels.list)
    void labels.create({ start: 1000, end: 5000 })
    expect(labels.selection.chosen.map((l) => l.start)).toEqual([1000])
  })

  test('tell where undo changed a set that is not on the screen', async () => {
    const call = api.call
    const entry = {
      id: 1,
      at: 0,
      author: 'me',
      what: 'Moved 1 label',
      undone: true,
      before: [{ ...labels.list[0], set: 2 }],
      after: [],
    }
    labels.sets.list = [...labels.sets.list, { ...labels.sets.list[0], id: 2, name: 'Anna' }]
    api.call = ((name, input) =>
      name === 'labels.undo' ? Promise.resolve(entry) : call(name, input)) as typeof api.call
    await labels.undo()
    expect(announcer.said).toBe('Undone: Moved 1 label, in the label set “Anna”')
  })

  test('that the app refuses vanish again, with the reason', async () => {
    const before = labels.list.length
    const call = api.call
    api.call = (name, input) =>
      name === 'labels.create' ? Promise.reject(badInput('The label lies outside the data.')) : call(name, input)
    await labels.create({ start: 1000, end: 5000 })
    await expect.poll(() => labels.list.length).toBe(before)
    expect(notices.list.map((n) => n.message)).toEqual(['The label lies outside the data.'])
    expect(announcer.said).toBe('Nothing was changed')
  })

  test('keep start before end when an edge is pulled past the other', () => {
    const [changed] = changedIn([labels.list[0]], [{ id: labels.list[0].id, end: labels.list[0].start - 100 }])
    expect(changed.start).toBe(labels.list[0].start - 100)
    expect(changed.end).toBe(labels.list[0].start)
  })
})
