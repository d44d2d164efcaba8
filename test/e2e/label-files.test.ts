import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { labelCount, soon, why, withValve } from './labelling-steps.ts'
import { Studio } from './studio.ts'

/** Steps with label files, as a person takes them. */
class Hand {
  readonly #studio: Studio
  constructor(studio: Studio) {
    this.#studio = studio
  }

  get page(): Page {
    return this.#studio.page
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.#studio.projects, name), text)
  }

  /** Chooses a label file. */
  async choose(name: string): Promise<void> {
    await this.page.getByTestId('import-labels').click()
    await this.page.getByTestId('file-browser').getByText(name, { exact: true }).click()
    await this.page.getByTestId('file-accept').click()
  }

  /** What the page says, which is put away then. */
  async said(): Promise<string> {
    const toast = this.page.getByTestId('notices').locator('.text').first()
    const text = await toast.evaluate((element) => element.firstChild?.textContent?.trim() ?? '')
    await this.page.getByTestId('notices').getByRole('button', { name: 'Dismiss' }).first().click()
    await toast.waitFor({ state: 'detached' })
    return text
  }

  async import(name: string): Promise<string> {
    await this.choose(name)
    return this.said()
  }

  async newSet(name: string): Promise<void> {
    await this.page.getByTestId('new-set').click()
    await this.page.getByTestId('set-name').fill(name)
    await this.page.keyboard.press('Enter')
    await soon(() => this.page.getByTestId('label-set').locator('option:checked').innerText()).toContain(name)
  }
}

const head = 'start,end,label,channel,note\n'
const day = '2020-03-09'

describe.skipIf(why !== null)('label files that are not as they should be', () => {
  const studio = new Studio()
  const hand = new Hand(studio)
  let page: Page
  beforeAll(async () => {
    page = await withValve(studio)
    await page.getByTestId('tab-label').click()
  })
  afterAll(() => studio.close())

  const range =
    'the data from 2020-03-09T10:14:33Z to 2020-03-09T10:34:32Z. The file may be about another dataset, or its times in another zone.'
  const cases: [what: string, file: string, text: string, taken: number, said: string][] = [
    [
      'a label outside the data',
      'outside.csv',
      `${head}${day} 10:20:00,${day} 10:21:00,anomaly,,\n2021-03-09 10:20:00,2021-03-09 10:21:00,anomaly,,\n`,
      1,
      'Imported 1 label from "outside.csv". 1 label lies outside the data of "valve" and was left out.',
    ],
    [
      'a label that reaches beyond them',
      'partly.csv',
      `${head}${day} 10:00:00,${day} 10:16:00,anomaly,,\n`,
      1,
      'Imported 1 label from "partly.csv". 1 label lies partly outside the data and was cut to fit.',
    ],
    [
      'times of another zone',
      'zone.csv',
      `${head}${day} 12:20:00,${day} 12:21:00,anomaly,,\n`,
      0,
      `No label was imported from "zone.csv". The label of the file lies outside the data of "valve": from 2020-03-09T12:20:00Z to 2020-03-09T12:21:00Z, ${range}`,
    ],
    [
      'times with an offset',
      'offset.csv',
      `${head}${day} 12:20:00+02:00,${day} 12:21:00+02:00,anomaly,,\n`,
      1,
      'Imported 1 label from "offset.csv".',
    ],
    [
      'an end before its start',
      'reversed.csv',
      `${head}${day} 10:20:00,${day} 10:19:00,anomaly,,\n${day} 10:22:00,${day} 10:23:00,anomaly,,\n`,
      1,
      'Imported 1 label from "reversed.csv". Line 2 ends before it starts and is left out.',
    ],
    [
      'a class that is not there yet',
      'class.csv',
      `${head}${day} 10:22:00,${day} 10:23:00,cavitation,,\n`,
      1,
      'Imported 1 label from "class.csv". The class "cavitation" is new.',
    ],
    [
      'unknown channels',
      'channel.csv',
      `${head}${day} 10:22:00,${day} 10:23:00,anomaly,Lid,\n${day} 10:24:00,${day} 10:25:00,anomaly,pressure; Lid,\n`,
      1,
      'Imported 1 label from "channel.csv". There is no channel named "Lid" in "valve". 1 label lies only on unknown channels and was left out.',
    ],
    [
      'labels of another dataset',
      'other.json',
      JSON.stringify({ 'realKnownCause/nyc_taxi.csv': [['2014-10-30 15:30:00', '2014-11-03 22:30:00']] }),
      0,
      'No label was imported from "other.json". The file has windows for "realKnownCause/nyc_taxi.csv", but none for "valve.csv".',
    ],
    [
      'marks for another dataset',
      'marks.csv',
      'datetime;a;anomaly;changepoint\n2019-01-01 00:00:00;1;1.0;0.0\n',
      0,
      'No label was imported from "marks.csv". The file runs from 2019-01-01T00:00:00Z to 2019-01-01T00:00:00Z, the dataset from 2020-03-09T10:14:33Z to 2020-03-09T10:34:32Z: it is a file for another dataset.',
    ],
    [
      'half a JSON',
      'half.json',
      '{"valve.csv": [["2020-03-09 10:20:00", "2020-03',
      0,
      'No label was imported from "half.json". The label file is not whole: its JSON breaks off or is damaged.',
    ],
    ['an empty file', 'empty.csv', '', 0, 'No label was imported from "empty.csv". The label file is empty.'],
    [
      'only headings',
      'headings.csv',
      'start,end,label\n',
      0,
      'No label was imported from "headings.csv". The label file has a header and no lines below it: there are no labels in it.',
    ],
    [
      'a quote that is never closed',
      'quote.csv',
      `${head}${day} 10:26:00,${day} 10:27:00,"x\n`,
      0,
      'No label was imported from "quote.csv". The label file is not whole: a quote opened in line 2 is never closed.',
    ],
    [
      "Excel's mark, line ends and quoted lines",
      'excel.csv',
      `\ufeff${head.trim()}\r\n${day} 10:26:00,${day} 10:27:00,anomaly,,"two\r\nlines"\r\n`,
      1,
      'Imported 1 label from "excel.csv".',
    ],
    [
      'blanks for separators',
      'blanks.csv',
      `start end label\n${day}T10:26:00 ${day}T10:27:00 x\n`,
      0,
      'No label was imported from "blanks.csv". This label file is in no known format.',
    ],
  ]
  test.each(cases)('%s', async (_what, file, text, taken, said) => {
    hand.write(file, text)
    const before = await labelCount(page)
    expect(await hand.import(file)).toContain(said)
    await soon(() => labelCount(page)).toBe(before + taken)
  })

  test('labels that a class forbids to lie over each other are left out, and counted', async () => {
    const before = await labelCount(page)
    await page.getByTestId('label-classes').getByRole('button', { name: 'Edit' }).nth(2).click()
    await page.getByTestId('class-exclusive').check()
    hand.write(
      'overlaps.csv',
      `${head}${day} 10:22:30,${day} 10:24:00,cavitation,,\n${day} 10:28:00,${day} 10:29:00,cavitation,,\n`,
    )
    expect(await hand.import('overlaps.csv')).toBe(
      'Imported 1 label from "overlaps.csv". 1 label lies over others of the class "cavitation", which forbids that, and was left out.',
    )
    await soon(() => labelCount(page)).toBe(before + 1)
  })

  test('a large file shows how far it is, is cancelled at once, and leaves nothing', async () => {
    const before = await labelCount(page)
    const at = (i: number) => `${day} 10:${String(15 + (i % 19)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}`
    hand.write(
      'huge.csv',
      head + Array.from({ length: 400_000 }, (_, i) => `${at(i)},${at(i)},anomaly,,note ${i}\n`).join(''),
    )
    await hand.choose('huge.csv')
    const job = page.getByTestId('job').filter({ hasText: 'Import labels from huge.csv' })
    await job.getByText(/Looking for labels|Storing/).waitFor()
    await studio.picture('labelling-import-job')
    await job.getByTestId('cancel-job').click()
    await soon(() => page.getByTestId('job-bar').innerText()).toContain('Import labels from huge.csv: cancelled')
    await soon(() => labelCount(page)).toBe(before)
  })

  test('nothing in the page complained', () => expect(studio.complaints).toEqual([]))
})

describe.skipIf(why !== null)('work orders and event logs', () => {
  const studio = new Studio()
  const hand = new Hand(studio)
  let page: Page
  beforeAll(async () => {
    page = await withValve(studio)
    await page.getByTestId('tab-label').click()
  })
  afterAll(() => studio.close())

  test('with headings in any words and dates day first are read as the columns say', async () => {
    hand.write(
      'orders.csv',
      '\ufeffOrder;Reported;Completed;Work done;Measuring point\r\n4711;09.03.2020 11:16;09.03.2020 11:19;Seal replaced;Pressure\r\n4712;09.03.2020 11:22;;Filter cleaned;\r\n4713;09.03.2020 11:27;09.03.2020 11:30;Seal replaced;Volume Flow RateRMS\r\n',
    )
    const before = await labelCount(page)
    await hand.choose('orders.csv')
    await page.getByTestId('event-read').waitFor()
    // The times are those of the plant, an hour ahead of UTC.
    await soon(() => page.getByTestId('event-said').innerText()).toBe('These lines lie outside the data.')
    await page.getByRole('dialog').getByLabel('Time zone').selectOption('Europe/Berlin')
    await page.getByTestId('event-channel').selectOption({ label: 'Measuring point' })
    await page.getByTestId('event-note').selectOption({ label: 'Order' })
    await soon(() => page.getByTestId('event-said').innerText()).toBe('')
    expect((await page.getByTestId('event-read').innerText()).replaceAll(/\s+/g, ' ')).toContain(
      '2020-03-09 10:16:00 2020-03-09 10:19:00 Seal replaced 2020-03-09 10:22:00 instant Filter cleaned',
    )
    await studio.picture('labelling-events')
    await page.getByTestId('event-import').click()
    expect(await hand.said()).toBe(
      'Imported 3 labels from "orders.csv". The classes "Seal replaced", "Filter cleaned" are new.',
    )
    await soon(() => labelCount(page)).toBe(before + 3)
  })

  test('a pattern can be typed; one that does not fit is told before anything is imported', async () => {
    hand.write('log.txt.csv', 'what,at\nstop,2020/09-03 10h21\nstart,2020/09-03 10h23\n')
    const before = await labelCount(page)
    await hand.choose('log.txt.csv')
    await page.getByTestId('event-start').selectOption({ label: 'at' })
    await soon(() => page.getByTestId('event-said').innerText()).toBe(
      'None of these lines have times that can be read so.',
    )
    expect(await page.getByTestId('event-import').isDisabled()).toBe(true)
    await page.getByTestId('event-times').selectOption({ label: 'Pattern…' })
    await page.getByTestId('event-pattern').fill('%Y/%d-%m %Hh%Q')
    await page.keyboard.press('Tab')
    await soon(() => page.getByTestId('event-said').innerText()).toContain('"%Q" in the time pattern')
    await page.getByTestId('event-pattern').fill('%Y/%d-%m %Hh%M')
    await page.keyboard.press('Tab')
    await soon(() => page.getByTestId('event-said').innerText()).toBe('')
    await page.getByTestId('event-class').selectOption({ label: 'what' })
    await page.getByTestId('event-import').click()
    expect(await hand.said()).toContain('Imported 2 labels from "log.txt.csv".')
    await soon(() => labelCount(page)).toBe(before + 2)
  })

  test('nothing in the page complained', () => expect(studio.complaints).toEqual([]))
})

describe.skipIf(why !== null)('every format, out and in again', () => {
  const studio = new Studio()
  const hand = new Hand(studio)
  let page: Page
  beforeAll(async () => {
    page = await withValve(studio)
    await page.getByTestId('tab-label').click()
    hand.write('own.csv', `${head}${day} 10:16:00,${day} 10:17:00,leak,Pressure,seen by Ada\n`)
    await hand.import('own.csv')
  })
  afterAll(() => studio.close())

  const formats: [id: string, file: string, labels: number, lost: string][] = [
    ['interval-csv', 'valve labels.csv', 6, ''],
    ['nab-windows', 'valve labels.json', 6, 'The classes "leak", "changepoint"'],
    ['label-studio-json', 'valve labels.json', 6, 'The channels of 1 label'],
    ['label-studio-csv', 'valve labels.csv', 6, '1 note.'],
    ['trainset', 'valve labels.csv', 7, 'overlap or touch'],
    ['skab', 'valve labels.csv', 6, 'The class "leak"'],
    ['tsb-ad', 'valve labels.csv', 2, 'All times'],
    ['timeeval', 'valve labels.csv', 2, 'The classes'],
  ]
  test.each(formats)('%s', async (id, file, labels, lost) => {
    const first = await page.getByTestId('label-set').locator('option').first().getAttribute('value')
    await page.getByTestId('label-set').selectOption(first)
    await soon(() => labelCount(page)).toBe(6)
    if (!(await page.getByTestId('label-format').isVisible()))
      await page.getByText('Export labels', { exact: true }).click()
    await page.getByTestId('label-format').selectOption(id)
    await page.getByTestId('export-labels').click()
    await page.getByLabel('File name').fill(`${id} ${file}`)
    await page.getByTestId('file-accept').click()
    const said = await hand.said()
    if (lost === '') expect(said).toBe('Labels exported, with all that they say.')
    else expect(said).toContain(lost)
    expect(readFileSync(join(studio.projects, `${id} ${file}`), 'utf8').length).toBeGreaterThan(100)
    await hand.newSet(id)
    expect(await hand.import(`${id} ${file}`)).toContain(`Imported ${labels} labels`)
    await soon(() => labelCount(page)).toBe(labels)
  })

  test('nothing in the page complained', () => expect(studio.complaints).toEqual([]))
})
