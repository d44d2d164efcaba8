import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labelCount, soon, why, withValve } from './labelling-steps.ts'
import { Studio } from './studio.ts'

describe.skipIf(why !== null)('reviewing, comparing and going back', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await withValve(studio)
  })
  afterAll(() => studio.close())

  const waiting = async () =>
    Number(
      /\d+/.exec(
        await page
          .getByTestId('proposals')
          .innerText()
          .then(() => page.locator('h3', { hasText: 'proposal' }).first().innerText()),
      )?.[0] ?? 0,
    )
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

  test('windows like it are looked for on the channels that are chosen for it', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Home')
    await page.keyboard.press('m')
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight')
    await page.getByTestId('tab-label').click()
    await page.getByText('On all channels', { exact: true }).click()
    for (const channel of ['Current', 'Pressure', 'Temperature', 'Thermocouple', 'Voltage', 'Volume Flow RateRMS'])
      await page.getByRole('checkbox', { name: channel }).click()
    await page.getByText('On 2 of 8 channels', { exact: true }).waitFor()
    const before = await labelCount(page)
    await page.getByTestId('stage').focus()
    await page.keyboard.press('f')
    await soon(() => labelCount(page)).toBeGreaterThan(before)
    await page.keyboard.press('Control+z')
    await soon(() => labelCount(page)).toBe(before)
  })

  test('several labels are brushed over and changed at once, in one step of undo', async () => {
    await page.keyboard.press('0')
    await page.keyboard.press('Escape')
    const stage = (await page.getByTestId('stage').boundingBox())!
    await page.keyboard.down('Control')
    await page.mouse.move(stage.x + 200, stage.y + 100)
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

  test('labels are found by what is said of them, chosen together, and summed up by class', async () => {
    await page.getByTestId('tab-label').click()
    const total = await page.getByTestId('class-total').first().innerText()
    expect(total).toMatch(/^\d+ · \d+ (s|min|h)/)
    await page.getByTestId('label-filter').fill('voltage')
    await page.getByTestId('label-filter-status').selectOption('proposed')
    const [, found, all] = /^(\d+) of (\d+)$/.exec(await page.getByTestId('label-filter-count').innerText())!
    expect(Number(found)).toBeGreaterThan(1)
    expect(Number(found)).toBeLessThan(Number(all))
    await page.getByTestId('label-order').selectOption('longest')
    await page.getByTestId('choose-shown').click()
    await page.locator('h3', { hasText: `${found} chosen labels` }).waitFor()
    await studio.picture('labelling-filter')
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByTestId('label-order').selectOption('time')
    await page.keyboard.press('Escape')
  })

  test('two label sets are compared, walked through and settled', async () => {
    await page.getByTestId('tab-label').click()
    await page.getByTestId('copy-set').click()
    await soon(() => page.getByTestId('set-lane').count()).toBe(1)
    await page.getByTestId('labels').getByRole('row').nth(1).click()
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Delete')
    await page.getByTestId('labels').getByRole('row').nth(2).click()
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

  test('nothing in the page complained', () => expect(studio.complaints).toEqual([]))
})

describe.skipIf(why !== null)('two windows of the app on one project', () => {
  const [first, second] = [new Studio(), new Studio()]
  beforeAll(async () => {
    await withValve(first)
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
