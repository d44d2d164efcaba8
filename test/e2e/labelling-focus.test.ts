import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labelCount, soon, why, withValve } from './labelling-steps.ts'
import { Studio } from './studio.ts'

describe.skipIf(why !== null)('where the keys go, and what a screen reader hears', () => {
  const studio = new Studio()
  let page: Page
  beforeAll(async () => {
    page = await withValve(studio)
  })
  afterAll(() => studio.close())

  const focused = () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName)
  const said = () => page.locator('p.visually-hidden[aria-live]').innerText()
  const table = () => page.getByTestId('labels')
  const chosenRows = () => table().getByRole('row', { selected: true }).count()

  test('the chart has them once a file is imported, and after a dialog whatever had them before', async () => {
    await soon(focused).toBe('stage')
    await page.keyboard.press('Control+k')
    await soon(focused).toBe('palette-query')
    await page.keyboard.press('Escape')
    await soon(focused).toBe('stage')
    await page.getByTestId('tab-label').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('?')
    await page.getByTestId('key-sheet').waitFor()
    await page.keyboard.press('Escape')
    await soon(focused).toBe('tab-label')
  })

  test('choices are one stop of Tab, and the arrows go through them', async () => {
    const radios = page.getByRole('radiogroup', { name: 'Review' }).getByRole('radio')
    await page.getByTestId('tab-label').focus()
    await page.keyboard.press('ArrowRight')
    await soon(focused).toBe('tab-review')
    await page.keyboard.press('Tab')
    await soon(() => radios.first().evaluate((radio) => radio === document.activeElement)).toBe(true)
    await page.keyboard.press('ArrowLeft')
    await soon(() => radios.last().getAttribute('aria-checked')).toBe('true')
    expect(await radios.last().evaluate((radio) => radio === document.activeElement)).toBe(true)
    await page.keyboard.press('Home')
    await soon(() => radios.first().getAttribute('aria-checked')).toBe('true')
    await page.keyboard.press('Tab')
    expect(await radios.evaluateAll((all) => (all as Element[]).includes(document.activeElement!))).toBe(false)
    await page.getByTestId('tab-label').click()
  })

  test('the table of labels is gone through, chosen from and edited with the keyboard, and each step is told', async () => {
    await table().focus()
    await page.keyboard.press('Home')
    await soon(said).toMatch(/^Selected anomaly, 1 of 5, 6 min 59 s from 2020-03-09 10:24:33$/)
    await page.keyboard.press('ArrowDown')
    await soon(said).toMatch(/^Selected changepoint, 2 of 5/)
    const active = await table().getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await soon(said).toMatch(/^3 labels are chosen/)
    await page.keyboard.press('Shift+ArrowUp')
    await soon(chosenRows).toBe(2)
    await page.keyboard.press('Control+a')
    await soon(chosenRows).toBe(5)
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await soon(focused).toBe('label-class')
    expect(await table().getByRole('columnheader').allInnerTexts()).toEqual([
      'Class',
      'Start',
      'Lasts',
      'End',
      'Status',
      'Channels',
      'Certainty',
      'Note',
    ])
    await table().focus()
    await page.keyboard.press('ArrowRight')
    await soon(said).toMatch(/^End 2020-03-09 10:31:33, 7 min$/)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('End')
    await page.keyboard.press('Delete')
    await soon(() => labelCount(page)).toBe(4)
    expect(await focused()).toBe('labels')
    await page.keyboard.press('Control+z')
    await soon(() => labelCount(page)).toBe(5)
  })

  test('Escape leaves a field as it was, Enter takes what is typed, and both go back', async () => {
    await table().focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('t')
    await soon(focused).toBe('label-start')
    await page.keyboard.type('2020-03-09 10:20:00')
    await page.keyboard.press('Escape')
    await soon(focused).toBe('labels')
    expect(await page.getByTestId('label-start').inputValue()).toBe('2020-03-09 10:24:33')
    expect(await table().locator('.on').getAttribute('data-start')).toBe(String(Date.UTC(2020, 2, 9, 10, 24, 33)))
    await page.getByTestId('stage').focus()
    await page.keyboard.press('c')
    await page.keyboard.type('valve 1 is shut, a r n')
    await page.keyboard.press('Escape')
    await soon(focused).toBe('stage')
    expect(await page.getByTestId('label-note').inputValue()).toBe('')
    await page.keyboard.press('c')
    await page.keyboard.type('valve 1 is shut')
    await page.keyboard.press('Enter')
    await soon(focused).toBe('stage')
    await soon(() => table().getByRole('row', { name: 'valve 1 is shut' }).count()).toBe(1)
    await page.keyboard.press('t')
    await page.keyboard.type('2020-03-09 11:00:00')
    await page.keyboard.press('Enter')
    await page.getByText('The end lies before the start.').waitFor()
    expect(await focused()).toBe('label-start')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('2019-01-01')
    await page.keyboard.press('Enter')
    await page.getByText(/^The data run from 2020-03-09 /).waitFor()
    await page.keyboard.press('Escape')
    await soon(focused).toBe('stage')
    expect(await page.getByText('The end lies before the start.').count()).toBe(0)
  })

  test('the palette says what a command needs, and leaves the focus to a command that moves it', async () => {
    await page.getByTestId('stage').focus()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('split')
    const option = page.locator('#commands').getByRole('option').first()
    expect(await option.innerText()).toMatch(/Split the label[^]*needs a selected label/)
    expect(await option.getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByTestId('palette-query').count()).toBe(1)
    await page.getByTestId('palette-query').fill('type its start')
    const active = await page.getByTestId('palette-query').getAttribute('aria-activedescendant')
    expect(await page.locator(`#${active}`).innerText()).toContain('New label: type its start and end')
    await studio.picture('palette')
    await page.keyboard.press('Enter')
    await soon(focused).toBe('new-start')
    await page.keyboard.press('Escape')
    await soon(focused).toBe('stage')
  })

  test('there is an answer where there is nothing to go to', async () => {
    for (const [key, answer] of [
      ['h', 'There are no more gaps that way'],
      ['x', 'Choose the label set to compare with'],
    ] as const) {
      await page.keyboard.press(key)
      await soon(said).toBe(answer)
    }
    await page.keyboard.press('n')
    for (let i = 0; i < 5; i++) await page.keyboard.press('n')
    await soon(said).toBe('There are no more labels after this')
    await page.keyboard.press('2')
    await soon(said).toBe('changepoint: the selected label')
  })

  test('Tab, Enter and Space cannot be given to a command', async () => {
    await page.keyboard.press('?')
    await page.getByTestId('key-label.mark').click()
    await page.keyboard.press('Enter')
    await soon(() => page.getByTestId('key-sheet').locator('..').getByRole('status').innerText()).toContain(
      'Choose another key',
    )
    expect(await page.getByTestId('reset-keys').count()).toBe(0)
    await page.keyboard.press('Escape')
  })

  test('the journal tells what was before and after, and a label set what it is for', async () => {
    await page.getByTestId('tab-label').click()
    await page.getByTestId('new-set').click()
    await page.keyboard.type('Anna')
    await page.keyboard.press('Tab')
    await page.keyboard.type('second look')
    await page.keyboard.press('Enter')
    await page.getByText('second look').waitFor()
    await soon(focused).toBe('new-set')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('journal')
    await page.keyboard.press('Enter')
    const entry = page.getByTestId('journal').getByRole('button', { name: /^Changed the note/ })
    await soon(() => entry.innerText()).toContain('note none → “valve 1 is shut”')
    await entry.click()
    await soon(() => page.getByTestId('journal-changes').innerText()).toBe('note none → “valve 1 is shut”')
    await studio.picture('labelling-journal-changes')
  })

  test('every control of these screens has a name', async () => {
    const cdp = await page.context().newCDPSession(page)
    const controls =
      /^(application|button|checkbox|ColorWell|combobox|dialog|grid|link|list|listbox|option|radio|radiogroup|searchbox|slider|spinbutton|tab|table|textbox)$/
    const nameless = async () => {
      const { nodes } = await cdp.send('Accessibility.getFullAXTree')
      return (
        nodes
          .filter(
            (node) =>
              !node.ignored && controls.test(String(node.role?.value)) && String(node.name?.value ?? '').trim() === '',
          )
          .map((node) => node.role?.value as string)
          // A list says what it is by the heading before it.
          .filter((role) => role !== 'list')
      )
    }
    expect(await nameless()).toEqual([])
    await page.getByTestId('review-sets').click()
    await page.getByTestId('compare-with').selectOption({ index: 1 })
    await page.getByTestId('agreement').waitFor()
    expect(await nameless()).toEqual([])
    await page.getByTestId('tab-label').click()
    await page.getByTestId('label-classes').getByRole('button', { name: /^Edit/ }).first().click()
    await page.getByTestId('class-exclusive').waitFor()
    expect(await nameless()).toEqual([])
    expect(studio.complaints).toEqual([])
  })
})
