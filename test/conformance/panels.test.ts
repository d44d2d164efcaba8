import { render } from 'svelte/server'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { apiOf } from '../../src-renderer/api.ts'
import { commands } from '../../src-renderer/commands.ts'
import type { Panel } from '../../src-renderer/panel.ts'
import { panels, panes } from '../../src-renderer/panels.ts'
import { Studio } from '../../src-renderer/state/studio.svelte.ts'
import { isTaken } from '../../src-renderer/state/window/keymap.svelte.ts'
import { paneIds, panelIds } from '../../src-renderer/state/window/layout.svelte.ts'
import { fakeBridge } from '../renderer/fake/fake-bridge.ts'
import InStudio from './InStudio.svelte'

/** The page's state outside a page: no theme of a system, nothing stored. */
const nothingStored = { getItem: () => null, setItem: () => {} }
vi.stubGlobal('localStorage', nothingStored)
vi.stubGlobal('window', {
  localStorage: nothingStored,
  matchMedia: () => ({ matches: false, addEventListener: () => {} }),
})

async function openSample(labels: boolean): Promise<Studio> {
  const studio = new Studio(apiOf(fakeBridge({ pause: 0, labels, epochMs: 1 })))
  await studio.start()
  await studio.project.openSample(studio.files)
  await studio.lookAtProject()
  return studio
}

/** A dataset that nothing was done with yet. */
async function empty(): Promise<Studio> {
  const studio = await openSample(false)
  await studio.lookAtDataset()
  await studio.runTables.look()
  return studio
}

/** A dataset with labels, a label that is selected, and a run that was judged by them. */
async function withData(): Promise<Studio> {
  const studio = await openSample(true)
  await studio.lookAtDataset()
  await studio.train()
  await vi.waitUntil(() => studio.runs.selected?.status === 'ready', { timeout: 60_000 })
  await vi.waitUntil(() => studio.jobs.running.length === 0, { timeout: 60_000 })
  studio.labels.selection.select(studio.labels.list[0].id)
  await studio.runTables.look()
  return studio
}

const all: readonly Panel[] = [...panels, ...panes]

test('every panel and every pane is listed once', () => {
  expect(panels.map((panel) => panel.id).sort()).toEqual([...panelIds].sort())
  expect(panes.map((pane) => pane.id).sort()).toEqual([...paneIds].sort())
  expect(new Set(all.map((panel) => panel.tab)).size).toBe(all.length)
})

describe.each(all.map((panel) => [panel.id, panel] as const))('%s', (_id, panel) => {
  let before: Studio
  let after: Studio
  beforeAll(async () => {
    before = await empty()
    after = await withData()
  })

  const shown = (studio: Studio) =>
    render(InStudio, { props: { studio, component: panel.component } }).body.replace(/<!--.*?-->/gs, '')

  test('has a text for its tab that fits beside those of the others', () => {
    expect(panel.tab).toMatch(/^[A-Z][a-z]+( [a-z]+)?$/)
    expect(panel.tab.length).toBeLessThan(16)
  })

  test('has a key that means nothing else', () => {
    expect(panel.open.keys).toHaveLength(1)
    const [keys] = panel.open.keys!
    expect(isTaken(keys)).toBe(false)
    expect(commands.filter((command) => command.keys?.includes(keys))).toEqual([panel.open])
  })

  test('is shown by its command, when there is something to show', () => {
    const { layout } = after
    layout.show(panelIds.find((id) => id !== panel.id)!)
    layout.right = false
    layout.pane = null
    expect(panel.open.when?.(after) ?? true).toBe(true)
    panel.open.run(after)
    if (layout.right) expect(layout.panel).toBe(panel.id)
    else expect(layout.pane).toBe(panel.id)
  })

  test('brings commands that the palette, the sheet of keys and the keyboard know', () => {
    for (const command of [panel.open, ...panel.commands]) {
      expect(commands.filter((one) => one.id === command.id)).toEqual([command])
      expect(command.title).toMatch(/^[A-Z]/)
      // Whether it can be done is a question that has an answer at any time.
      for (const studio of [before, after]) expect(typeof (command.when?.(studio) ?? true)).toBe('boolean')
    }
  })

  test('says something where nothing was done yet', () => {
    expect(words(shown(before))).toMatch(/\w+ \w+/)
  })

  test('says more, or something else, where there are labels and a run', () => {
    expect(words(shown(after))).toMatch(/\w+ \w+/)
    expect(shown(after)).not.toBe(shown(before))
  })
})

test('where nothing is watched the alarms lead to the sources, and only where a run could score what comes', async () => {
  const alarms = panes.find((pane) => pane.id === 'alarms')!
  const html = (studio: Studio) => render(InStudio, { props: { studio, component: alarms.component } }).body
  expect(html(await withData())).toContain('alarms-add-source')
  expect(html(await empty())).not.toContain('alarms-add-source')
})

const words = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
