import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeDataset, createDataset, finishDataset } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/label-sets.ts'
import { createLabels } from '../../src-main/db/labels.ts'
import { closeProject, openProject } from '../../src-main/db/open.ts'
import { createDatasetWriter } from '../../src-main/db/series.ts'
import { browserPath, sharedData, Studio } from './studio.ts'

const why = !browserPath ? 'no Chromium on this machine' : !existsSync(sharedData) ? 'the reference data are not beside the checkout' : null
if (why) console.info(`Labelling in a browser is skipped: ${why}.`)

interface Window { start: string; end: string; class: 'anomaly' | 'changepoint' }

/** SKAB's valve files as one, in the order of their times and without the label columns; and what those say. */
function stitched(): { text: string; windows: Window[] } {
  const files = ['valve1', 'valve2'].flatMap((folder) => readdirSync(join(sharedData, 'skab', folder)).map((name) => {
    const [header, ...lines] = readFileSync(join(sharedData, 'skab', folder, name), 'utf8').trim().split('\n')
    return { header, rows: lines.map((line) => line.trim().split(';')) }
  })).sort((a, b) => a.rows[0][0].localeCompare(b.rows[0][0]))
  const columns = files[0].header.trim().split(';')
  const kept = columns.flatMap((name, i) => (name === 'anomaly' || name === 'changepoint' ? [] : [i]))
  const windows = (['anomaly', 'changepoint'] as const).flatMap((cls) => {
    const at = columns.indexOf(cls)
    return files.flatMap(({ rows }) => rows.flatMap((row, i): Window[] => {
      if (Number(row[at]) === 0 || (i > 0 && Number(rows[i - 1][at]) !== 0)) return []
      let last = i
      while (last + 1 < rows.length && Number(rows[last + 1][at]) !== 0) last++
      return [{ class: cls, start: row[0], end: rows[last][0] }]
    }))
  })
  const lines = files.flatMap(({ rows }) => rows.map((row) => kept.map((i) => row[i]).join(';')))
  return { text: [kept.map((i) => columns[i]).join(';'), ...lines].join('\n'), windows }
}

/** Presses Tab until what is focused is the thing that a person is looking for. */
async function tabTo(page: Page, what: (element: { testid: string; text: string }) => boolean) {
  for (let i = 0; i < 120; i++) {
    const focused = await page.evaluate(() => ({ testid: document.activeElement?.getAttribute('data-testid') ?? '', text: (document.activeElement as HTMLElement | null)?.innerText ?? '' }))
    if (what(focused)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('Tab never comes to it.')
}

/** Waits for something to become so; machines that are busy need their time. */
const soon = <T>(what: () => T | Promise<T>) => expect.poll(what, { timeout: 20_000 })
const utc = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
const labelCount = async (page: Page) => Number(await page.getByTestId('label-lane').getAttribute('data-count'))

/** Makes a project of a file, as the other journeys do. */
async function importFile(page: Page, name: string) {
  await page.getByTestId('new-project').click()
  await page.getByTestId('import').first().click()
  await page.getByTestId('file-browser').getByText(name).click()
  await page.getByTestId('file-accept').click()
  await page.getByTestId('import-start').click()
  await page.getByTestId('lane').first().waitFor()
}

describe.skipIf(why !== null)('a session with the keyboard alone', () => {
  const studio = new Studio()
  const { text, windows } = why ? { text: '', windows: [] } : stitched()
  let page: Page
  beforeAll(async () => {
    writeFileSync(join(studio.projects, 'skab-valves.csv'), text)
    page = await studio.start({ width: 1280, height: 800 })
  })
  afterAll(() => studio.close())

  test('makes a project, imports the file, and makes a second class', async () => {
    const { keyboard } = page
    await page.getByTestId('new-project').waitFor()
    await tabTo(page, ({ testid }) => testid === 'new-project')
    await keyboard.press('Enter')
    await page.getByTestId('import').first().waitFor()
    await keyboard.press('Control+i')
    await page.getByTestId('file-browser').getByText('skab-valves.csv').waitFor()
    await tabTo(page, ({ text: words }) => words.includes('skab-valves.csv'))
    await keyboard.press('Enter')
    await tabTo(page, ({ testid }) => testid === 'file-accept')
    await keyboard.press('Enter')
    await page.getByTestId('import-start').and(page.locator(':enabled')).waitFor()
    await tabTo(page, ({ testid }) => testid === 'import-start')
    await keyboard.press('Enter')
    await page.getByTestId('lane').first().waitFor()
    await keyboard.press('Control+k')
    await keyboard.type('label panel')
    await keyboard.press('Enter')
    await page.getByTestId('label-classes').waitFor()
    await tabTo(page, ({ text: words }) => words.trim() === 'Class')
    await keyboard.press('Enter')
    await keyboard.type('changepoint')
    await keyboard.press('Enter')
    await soon(() => page.getByTestId('label-classes').innerText()).toContain('changepoint')
  })

  test('labels all of SKAB\'s windows exactly, and tells how long each took', async () => {
    const { keyboard } = page
    const anomalies = windows.filter((w) => w.class === 'anomaly')
    const changes = windows.filter((w) => w.class === 'changepoint')
    expect([anomalies.length, changes.length]).toEqual([20, 79])
    const edge = async (part: 'start' | 'end') => Number(await page.locator(`[data-testid=labels] .on`).getAttribute(`data-${part}`))
    const began = performance.now()
    // The first two as one does with the eye: look there, mark, move the edges until they are right.
    await keyboard.press('Escape')
    await keyboard.press('1')
    for (let i = 0; i < 7; i++) await keyboard.press('+')
    await keyboard.press('Home')
    for (const window of anomalies.slice(0, 2)) {
      await keyboard.press('Escape')
      await keyboard.press('m')
      for (const part of ['end', 'start', 'end', 'start'] as const) {
        // Selected in the table as soon as it is drawn.
        await page.locator('[data-testid=labels] .on').waitFor()
        for (;;) {
          const off = utc(window[part]) - (await edge(part))
          if (off === 0) break
          const [held, ms] = Math.abs(off) >= 60_000 ? ['Control+Shift+', 60_000] : ['Control+', 1000]
          const keys = `${part === 'start' ? held.replace('Control+', 'Control+Alt+') : held}Arrow${off > 0 ? 'Right' : 'Left'}`
          const before = await edge(part)
          for (let n = 0; n < Math.floor(Math.abs(off) / ms); n++) await keyboard.press(keys)
          await page.waitForTimeout(100)
          // The other edge stands in the way: it is moved first.
          if ((await edge(part)) === before) break
        }
      }
    }
    const nudged = performance.now()
    // The others by typing their times, which the table of the experiment gives.
    const type = async (list: Window[]) => {
      for (const { start, end } of list) {
        await keyboard.type(start)
        await keyboard.press('Tab')
        await keyboard.type(end)
        await keyboard.press('Enter')
      }
      await keyboard.press('Escape')
    }
    await keyboard.press('Escape')
    await keyboard.press('Shift+T')
    await type(anomalies.slice(2))
    await keyboard.press('Escape')
    await keyboard.press('2')
    await keyboard.press('Shift+T')
    await type([...changes, { class: 'changepoint', start: '2020-03-09 16:00:00', end: '2020-03-09 16:00:30' }])
    await soon(() => labelCount(page)).toBe(100)
    // The hundredth was a mistake.
    await keyboard.press('Control+z')
    await soon(() => labelCount(page)).toBe(99)
    const seconds = (performance.now() - began) / 1000
    console.info(`Labelled 100 windows by keyboard in ${seconds.toFixed(1)} s: ${(seconds / 100).toFixed(2)} s each; the two with moved edges ${((nudged - began) / 2000).toFixed(1)} s each.`)
    await page.waitForTimeout(1000)
    await studio.picture('labelling-keyboard')
    await keyboard.press('0')
    await studio.picture('labelling-dense')
  }, 400_000)

  test('exports them by keyboard; the file says exactly what SKAB says', async () => {
    const { keyboard } = page
    await tabTo(page, ({ text: words }) => words.trim() === 'Export labels')
    await keyboard.press('Enter')
    await page.getByTestId('export-labels').waitFor()
    await tabTo(page, ({ testid }) => testid === 'export-labels')
    await keyboard.press('Enter')
    await page.getByTestId('file-accept').waitFor()
    await tabTo(page, ({ testid }) => testid === 'file-accept')
    await keyboard.press('Enter')
    const exported = () => readdirSync(studio.projects).find((name) => name.endsWith('labels.csv'))
    await soon(exported).toBeTruthy()
    const [header, ...lines] = readFileSync(join(studio.projects, exported()!), 'utf8').trim().split('\n')
    const at = ['start', 'end', 'label'].map((name) => header.trim().split(',').indexOf(name))
    const said = lines.map((line) => line.split(',')).map((cells) => at.map((i) => cells[i].replaceAll('"', '')))
      .map(([start, end, cls]) => `${Date.parse(start)} ${Date.parse(end)} ${cls}`).sort()
    expect(said).toEqual(windows.map((w) => `${utc(w.start)} ${utc(w.end)} ${w.class}`).sort())
  })
})

describe.skipIf(why !== null)('reviewing, comparing and going back', () => {
  const studio = new Studio()
  let page: Page
  const complaints: string[] = []
  beforeAll(async () => {
    copyFileSync(join(sharedData, 'skab/valve1/0.csv'), join(studio.projects, 'valve.csv'))
    page = await studio.start({ width: 1280, height: 800 })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => { if (message.type() === 'error') complaints.push(message.text()) })
    await importFile(page, 'valve.csv')
  })
  afterAll(() => studio.close())

  const waiting = async () => Number(/\d+/.exec(await page.getByTestId('proposals').innerText().then(() => page.locator('h3', { hasText: 'proposal' }).first().innerText()))?.[0] ?? 0)
  const dark = () => page.getByTestId('theme').click()

  test('a rule proposes labels, keys accept and reject them, and what is left is told', async () => {
    await page.getByTestId('tab-review').click()
    await studio.picture('labelling-review-empty')
    await page.getByTestId('propose-kind').selectOption('rate')
    await page.getByLabel('Change per second').fill('20')
    await page.getByTestId('propose').click()
    await page.getByTestId('proposals').waitFor()
    const proposed = await waiting()
    expect(proposed).toBeGreaterThan(3)
    await studio.picture('labelling-review')
    await page.getByTestId('stage').focus()
    for (const key of ['a', 'r', 'ArrowRight', 'a']) await page.keyboard.press(key)
    await soon(waiting).toBe(proposed - 3)
    expect(await page.getByTestId('review-progress').innerText()).toContain(`3 of ${proposed} answered`)
    await dark()
    await studio.picture('labelling-review-dark')
    await dark()
  })

  test('windows like the selected label are proposed', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Home')
    const before = await labelCount(page)
    await page.keyboard.press('m')
    await soon(() => labelCount(page)).toBe(before + 1)
    // At this zoom the mark holds fewer rows than can be compared.
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('f')
    await soon(() => labelCount(page)).toBeGreaterThan(before + 1)
    expect(await page.getByTestId('propose-said').innerText()).toMatch(/^Proposed \d+ label/)
    await studio.picture('labelling-similar')
  })

  test('several labels are brushed over and changed at once, in one step of undo', async () => {
    await page.keyboard.press('0')
    await page.keyboard.press('Escape')
    const stage = (await page.getByTestId('stage').boundingBox())!
    await page.keyboard.down('Control')
    await page.mouse.move(stage.x + 80, stage.y + 100)
    await page.mouse.down()
    await page.mouse.move(stage.x + stage.width - 20, stage.y + 120, { steps: 5 })
    await page.mouse.up()
    await page.keyboard.up('Control')
    await page.getByTestId('tab-label').click()
    await page.locator('h3', { hasText: 'chosen labels' }).waitFor()
    await page.keyboard.press('Control+a')
    await page.getByTestId('label-status').selectOption('accepted')
    await studio.picture('labelling-chosen')
    await page.getByTestId('tab-review').click()
    await soon(() => page.locator('h3', { hasText: 'proposal' }).first().innerText()).toContain('0 proposals')
    await page.getByTestId('undo').click()
    await soon(waiting).toBeGreaterThan(3)
  })

  test('two label sets are compared, walked through and settled', async () => {
    await page.getByTestId('tab-label').click()
    await page.getByTestId('copy-set').click()
    await soon(() => page.getByTestId('set-lane').count()).toBe(1)
    await page.getByTestId('labels').getByRole('button').first().click()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Delete')
    await page.getByTestId('labels').getByRole('button').nth(1).click()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('1')
    await page.keyboard.press('a')
    for (let i = 0; i < 5; i++) await page.keyboard.press('Shift+ArrowRight')
    await page.getByTestId('tab-review').click()
    await page.getByTestId('review-sets').click()
    await page.getByTestId('compare-with').selectOption({ index: 1 })
    await page.getByTestId('agreement').waitFor()
    const rows = () => page.getByTestId('disagreements').getByRole('button').count()
    await soon(rows).toBeGreaterThan(0)
    const open = await rows()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('x')
    await page.waitForTimeout(400)
    await studio.picture('labelling-disagreement')
    await dark()
    await studio.picture('labelling-disagreement-dark')
    await dark()
    // Left as it is, and open again.
    await page.getByTestId('keep-mine').click()
    await soon(() => page.getByTestId('kept').innerText()).toContain('1 difference left as it is')
    await studio.picture('labelling-kept')
    const set = await page.getByTestId('compare-with').inputValue()
    await page.getByTestId('compare-with').selectOption('')
    await page.getByTestId('compare-with').selectOption(set)
    await soon(() => page.getByTestId('kept').innerText()).toContain('1 difference left as it is')
    await page.getByTestId('kept').getByRole('button', { name: 'Reopen' }).click()
    await soon(rows).toBe(open)
    await page.getByTestId('stage').focus()
    await page.keyboard.press('x')
    await page.getByTestId('take-theirs').click()
    await soon(rows).toBe(open - 1)
    await page.getByTestId('merge-sets').click()
    await soon(() => page.getByTestId('set-lane').count()).toBe(2)
  })

  test('the journal says what was done, and goes back to any moment', async () => {
    await page.getByTestId('review-journal').click()
    await page.getByTestId('journal').getByText('Merged').waitFor()
    await studio.picture('labelling-journal')
    const list = page.getByTestId('journal').getByTestId('restore')
    const before = await page.getByTestId('set-lane').count()
    await list.nth(1).click()
    await soon(() => page.getByTestId('set-lane').count()).toBeLessThan(before)
    await page.getByTestId('undo').click()
    await soon(() => page.getByTestId('set-lane').count()).toBe(before)
  })

  test('a key can be given to something else, which lasts', async () => {
    await page.keyboard.press('Escape')
    await page.getByTestId('stage').focus()
    await page.keyboard.press('?')
    await page.getByTestId('key-label.mark').click()
    await page.keyboard.press('Alt+m')
    await studio.picture('labelling-keys')
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByTestId('stage').waitFor()
    await page.getByTestId('stage').focus()
    await soon(() => labelCount(page)).toBeGreaterThan(0)
    const before = await labelCount(page)
    await page.keyboard.press('m')
    await page.keyboard.press('Alt+m')
    await soon(() => labelCount(page)).toBe(before + 1)
  })

  test('a class says that it marks no anomalies', async () => {
    await page.getByTestId('tab-label').click()
    await page.getByTestId('label-classes').getByText('changepoint').waitFor()
    expect(await page.getByTestId('label-classes').innerText()).toContain('event')
    await page.getByTestId('label-classes').getByRole('button', { name: 'Edit' }).first().click()
    await page.getByTestId('class-anomalous').waitFor()
    await studio.picture('labelling-classes')
  })

  test('nothing in the page complained', () => expect(complaints).toEqual([]))
})

describe.skipIf(why !== null)('from labels to a model to candidates, and round again', () => {
  const studio = new Studio()
  const [rows, every, lasting, dips, labelled] = [2000, 160, 15, 12, 8]
  const dipAt = (i: number) => 130 + i * every
  const isLabelled = (i: number) => i % 3 < 2
  const start = Date.UTC(2024, 0, 1)
  let page: Page
  beforeAll(async () => {
    // Twelve dips of one shape, of which the file says only eight.
    const lines = Array.from({ length: rows }, (_, t) => {
      const dip = Array.from({ length: dips }, (_, i) => i).find((i) => t >= dipAt(i) && t < dipAt(i) + lasting)
      // All dips look the same, so that a model cannot learn by heart which of them are labelled.
      const value = Math.sin((2 * Math.PI * t) / 40) - (dip === undefined ? 0 : 3)
      return `${new Date(start + t * 1000).toISOString()},${value.toFixed(4)},${dip !== undefined && isLabelled(dip) ? 1 : 0}`
    })
    writeFileSync(join(studio.projects, 'dips.csv'), ['time,pressure,anomaly', ...lines].join('\n'))
    page = await studio.start({ width: 1280, height: 800 })
    await importFile(page, 'dips.csv')
  })
  afterAll(() => studio.close())

  const runs = () => page.getByTestId('runs').locator('button.run').count()
  /** The newest run stands first, and is selected as soon as it is ready. */
  const newestIsShown = async () => (await page.getByTestId('runs').locator('button.run').first().getAttribute('aria-current')) === 'true' && (await page.getByTestId('score-lane').count()) === 1
  const waiting = async () => Number(/\d+/.exec(await page.locator('h3', { hasText: 'proposal' }).first().innerText())?.[0])
  const retrain = async () => {
    const before = await runs()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Control+Shift+Enter')
    await soon(runs).toBe(before + 1)
    await expect.poll(newestIsShown, { timeout: 200_000 }).toBe(true)
  }
  const propose = async (from: 'doubt') => {
    await page.getByTestId('tab-review').click()
    await page.getByTestId('propose-kind').selectOption(from)
    await page.getByTestId('propose').click()
    await page.getByTestId('propose-said').waitFor()
  }
  test('one key trains a detector on the labels; where it doubts is proposed, the most doubtful first', async () => {
    await soon(() => labelCount(page)).toBe(labelled)
    await page.getByTestId('tab-model').click()
    await page.getByTestId('detector').selectOption('fcn-classifier')
    // The time of day would give away which dips are labelled.
    await page.getByLabel('Calendar').uncheck()
    for (const [name, value] of [['Window', '24'], ['Epochs at most', '10']]) {
      await page.getByLabel(name, { exact: true }).fill(value)
      await page.getByLabel(name, { exact: true }).press('Enter')
    }
    await retrain()
    expect(await page.getByTestId('score-lane').getAttribute('aria-label')).toMatch(/classifier/i)
    await propose('doubt')
    await soon(waiting).toBeGreaterThan(1)
    const certainties = await page.getByTestId('proposals').locator('[data-certainty]').evaluateAll((all) => all.map((row) => Math.abs(Number(row.getAttribute('data-certainty')) - 0.5)))
    expect(certainties).toEqual([...certainties].sort((a, b) => a - b))
    await studio.picture('labelling-doubt')
  }, 300_000)

  test('keys accept and reject, and the next model is trained on the answers', async () => {
    const left = await waiting()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('a')
    await soon(waiting).toBe(left - 1)
    await page.keyboard.press('r')
    await soon(waiting).toBe(left - 2)
    await retrain()
    expect(await runs()).toBe(2)
    await propose('doubt')
    expect(await page.getByTestId('propose-said').innerText()).toMatch(/^(Proposed|Nothing new)/)
  }, 300_000)
})

/** A project of many small datasets, some of them labelled. */
function manyDatasets(path: string, many: number) {
  const db = openProject(path, { role: 'app', create: true })
  for (let i = 1; i <= many; i++) {
    const id = createDataset(db, { name: `pump ${String(i).padStart(3, '0')}`, sourceFile: `pump-${i}.csv`, zone: 'UTC', recipe: null }, 'ada')
    const writer = createDatasetWriter(db, id, [{ name: 'pressure', unit: 'bar' }])
    writer.write(Float64Array.from({ length: 300 }, (_, t) => Date.UTC(2024, 0, i) + t * 1000), [Float64Array.from({ length: 300 }, (_, t) => Math.sin(t / (5 + i)))])
    writer.finish()
    finishDataset(db, id, null)
    const [{ id: set }] = listSets(db, id)
    if (i % 3 > 0) createLabels(db, Array.from({ length: i % 7 }, (_, n) => ({ set, class: 1, start: Date.UTC(2024, 0, i) + n * 20_000, end: Date.UTC(2024, 0, i) + n * 20_000 + 5000, channels: [], certainty: 1, status: n === 0 && i % 5 === 0 ? 'proposed' as const : 'accepted' as const, note: '', origin: 'hand' as const })), 'ada')
    if (i % 3 === 1) changeDataset(db, id, { labelled: true })
  }
  closeProject(db)
}

describe.skipIf(why !== null)('two hundred datasets', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    const path = join(studio.projects, 'pumps.anomaly')
    manyDatasets(path, 200)
    page = await studio.start({ project: path, width: 1280, height: 800 })
    await page.getByTestId('lane').first().waitFor()
  }, 120_000)
  afterAll(() => studio.close())

  const selected = () => page.getByTestId('datasets').locator('[aria-current=true]').innerText()

  test('are listed with labels and progress, and only those in sight are in the page', async () => {
    expect(await page.getByTestId('label-progress').innerText()).toContain('67 of 200 labelled')
    expect(Number(await page.getByTestId('datasets').getAttribute('data-count'))).toBe(200)
    expect(await page.getByTestId('datasets').getByRole('listitem').count()).toBeLessThan(20)
    await page.getByTestId('detector').waitFor()
    await studio.picture('labelling-datasets')
    await page.getByTestId('theme').click()
    await studio.picture('labelling-datasets-dark')
    await page.getByTestId('theme').click()
  })

  test('one after the other is labelled and marked with two keys', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Shift+N')
    await soon(selected).toContain('pump 002')
    await page.keyboard.press('Shift+C')
    await soon(() => page.getByTestId('label-progress').innerText()).toContain('68 of 200 labelled')
    await page.keyboard.press('Shift+N')
    await soon(selected).toContain('pump 003')
    await page.keyboard.press('Shift+N')
    await soon(selected).toContain('pump 005')
    await page.keyboard.press('m')
    await soon(selected).toContain('5 labels')
    await page.reload()
    await soon(() => page.getByTestId('label-progress').innerText()).toContain('68 of 200 labelled')
  })

  test('are found by name, and what is done can be left out', async () => {
    await page.getByLabel('Filter datasets').fill('pump 01')
    await soon(() => page.getByTestId('datasets').getAttribute('data-count')).toBe('10')
    await page.getByLabel('To do').check()
    await soon(async () => Number(await page.getByTestId('datasets').getAttribute('data-count'))).toBeLessThan(10)
    await page.getByLabel('Filter datasets').fill('nothing like it')
    await soon(() => page.getByTestId('datasets').innerText()).toContain('None like that')
  })
})

describe.skipIf(why !== null)('two windows of the app on one project', () => {
  const [first, second] = [new Studio(), new Studio()]
  beforeAll(async () => {
    copyFileSync(join(sharedData, 'skab/valve1/0.csv'), join(first.projects, 'valve.csv'))
    await first.start()
    await importFile(first.page, 'valve.csv')
  })
  afterAll(async () => {
    await second.close()
    await first.close()
  })

  test('the second opens it read-only and says so; what the first labels is safe', async () => {
    const file = readdirSync(first.projects).find((name) => name.endsWith('.anomaly'))!
    const page = await second.start({ project: join(first.projects, file) })
    await page.getByTestId('read-only').waitFor()
    expect(await page.getByTestId('read-only').innerText()).toContain('open in another window')
    // The file's own labels: what comes after is counted from there.
    await soon(() => labelCount(page)).toBe(5)
    await page.getByTestId('stage').focus()
    const before = await labelCount(page)
    for (const key of ['m', 'n', 'Delete', 'a', 'Control+z']) await page.keyboard.press(key)
    await page.waitForTimeout(300)
    expect(await labelCount(page)).toBe(before)
    await second.picture('labelling-read-only')
    await first.page.getByTestId('stage').focus()
    await first.page.keyboard.press('m')
    await soon(() => labelCount(first.page)).toBe(before + 1)
  })
})
