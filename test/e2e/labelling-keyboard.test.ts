import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labelCount, soon, tabTo, utc, why } from './labelling-steps.ts'
import { sharedData, Studio } from './studio.ts'

interface Window {
  start: string
  end: string
  class: 'anomaly' | 'changepoint'
}

/** A time as SKAB writes it, so many hours later. */
const later = (time: string, hours: number) =>
  new Date(utc(time) + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')

/**
 * SKAB's valve files as one, in the order of their times and without the label columns; and what those say. They mark 99 windows:
 * the first experiment stands there once more, after the last.
 */
function stitched(): { text: string; windows: Window[] } {
  const recorded = ['valve1', 'valve2']
    .flatMap((folder) =>
      readdirSync(join(sharedData, 'skab', folder)).map((name) => {
        const [header, ...lines] = readFileSync(join(sharedData, 'skab', folder, name), 'utf8')
          .trim()
          .split('\n')
        return { header, rows: lines.map((line) => line.trim().split(';')) }
      }),
    )
    .sort((a, b) => a.rows[0][0].localeCompare(b.rows[0][0]))
  const files = [
    ...recorded,
    { ...recorded[0], rows: recorded[0].rows.map(([time, ...cells]) => [later(time, 7.25), ...cells]) },
  ]
  const columns = files[0].header.trim().split(';')
  const kept = columns.flatMap((name, i) => (name === 'anomaly' || name === 'changepoint' ? [] : [i]))
  const windows = (['anomaly', 'changepoint'] as const).flatMap((cls) => {
    const at = columns.indexOf(cls)
    return files.flatMap(({ rows }) =>
      rows.flatMap((row, i): Window[] => {
        if (Number(row[at]) === 0 || (i > 0 && Number(rows[i - 1][at]) !== 0)) return []
        let last = i
        while (last + 1 < rows.length && Number(rows[last + 1][at]) !== 0) last++
        return [{ class: cls, start: row[0], end: rows[last][0] }]
      }),
    )
  })
  const lines = files.flatMap(({ rows }) => rows.map((row) => kept.map((i) => row[i]).join(';')))
  return { text: [kept.map((i) => columns[i]).join(';'), ...lines].join('\n'), windows }
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

  test("labels all of SKAB's windows exactly, and tells how long each took", async () => {
    const { keyboard } = page
    const anomalies = windows.filter((w) => w.class === 'anomaly')
    const changes = windows.filter((w) => w.class === 'changepoint')
    expect([anomalies.length, changes.length]).toEqual([21, 83])
    const edge = async (part: 'start' | 'end') =>
      Number(await page.locator(`[data-testid=labels] .on`).getAttribute(`data-${part}`))
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
    await soon(() => labelCount(page)).toBe(windows.length + 1)
    // The last was a mistake.
    await keyboard.press('Control+z')
    await soon(() => labelCount(page)).toBe(windows.length)
    const seconds = (performance.now() - began) / 1000
    console.info(
      `Labelled ${windows.length} windows by keyboard in ${seconds.toFixed(1)} s: ${(seconds / windows.length).toFixed(2)} s each; the two with moved edges ${((nudged - began) / 2000).toFixed(1)} s each.`,
    )
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
    const said = lines
      .map((line) => line.split(','))
      .map((cells) => at.map((i) => cells[i].replaceAll('"', '')))
      .map(([start, end, cls]) => `${Date.parse(start)} ${Date.parse(end)} ${cls}`)
      .sort()
    expect(said).toEqual(windows.map((w) => `${utc(w.start)} ${utc(w.end)} ${w.class}`).sort())
  })
})
