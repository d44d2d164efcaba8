import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/steps/fresh.ts'
import { helpPages } from '../../scripts/steps/help.ts'
import { errorHelp } from '../../src-main/shared/error-help.ts'
import { plainText, searchHelp } from '../../src-renderer/views/help/search.ts'

const pages = helpPages()
const html = pages.flatMap((page) => page.sections.map((section) => ({ page: page.id, html: section.html })))
const place = (page: string, section: string) => `${page}/${section}`
const places = new Set(pages.flatMap((page) => [place(page.id, ''), ...page.sections.map((s) => place(page.id, s.id))]))

test('the help holds the README and every doc but the one for those who build the app', () => {
  const docs = readdirSync(join(root, 'docs')).flatMap((name) => /^(.+)\.md$/.exec(name)?.[1] ?? [])
  expect(pages.map((page) => page.id).sort()).toEqual(['README', ...docs.filter((id) => id !== 'architecture')].sort())
  expect(pages[0].title).toBe('First steps')
  // Whoever has the app needs no checkout: what is about one comes last.
  expect(pages.slice(-2).map((page) => page.id)).toEqual(['README', 'install'])
  expect(pages[0].sections.map((s) => s.html).join('')).not.toMatch(/npm |npx |<pre>/)
  for (const page of pages) expect(page.sections.map((s) => s.html).join('').length).toBeGreaterThan(500)
})

test('a heading of a page has a name of its own', () => {
  for (const page of pages) expect(new Set(page.sections.map((s) => s.id)).size).toBe(page.sections.length)
})

test('its links lead to what is in it, and to nothing else', () => {
  const links = html.flatMap((one) => [...one.html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href))
  expect(links.length).toBeGreaterThan(15)
  expect(links.filter((href) => !href.startsWith('#') || !places.has(href.slice(1)))).toEqual([])
})

test('its pictures are there, with their size', () => {
  const images = html.flatMap((one) => [...one.html.matchAll(/<img [^>]*>/g)].map(([image]) => image))
  expect(images.length).toBeGreaterThan(10)
  for (const image of images) {
    const [, name, width] = /src="picture:([\w.-]+)" alt="[^"]+" width="(\d+)" height="\d+"/.exec(image)!
    expect(existsSync(join(root, 'docs', 'images', name))).toBe(true)
    expect(Number(width)).toBeGreaterThan(200)
  }
})

test('no script, comment or frame comes through', () => {
  expect(html.filter((one) => /<(script|iframe|style|!--)|\son\w+=/i.test(one.html.replace(/<code[^]*?<\/code>/g, '')))).toEqual([]) // prettier-ignore
})

test('every code of an error has its heading', () => {
  for (const { number } of Object.values(errorHelp)) expect(places).toContain(place('errors', number.toLowerCase()))
})

test('search finds the sections that hold every word, headings first', () => {
  const [first] = searchHelp(pages, 'threshold lab').hits
  expect([first.page.id, first.section.id]).toEqual(['evaluation', 'threshold-lab'])
  const { hits } = searchHelp(pages, 'HAMPEL')
  expect(hits.map((hit) => hit.page.id)).toContain('cleaning')
  for (const hit of hits) expect(plainText(hit.section.html).toLowerCase()).toContain('hampel')
  expect(hits[0].excerpt).not.toMatch(/<|&lt;/)
  expect(searchHelp(pages, 'nosuchword')).toEqual({ hits: [], isWhole: true })
  expect(searchHelp(pages, '  ')).toEqual({ hits: [], isWhole: true })
})

test('where no section holds every word, those that hold most are found, and it is said', () => {
  expect(searchHelp(pages, 'hampel nosuchword')).toEqual({ hits: searchHelp(pages, 'hampel').hits, isWhole: false })
})

test.each([
  ['import excel', 'How do I import Excel, CSV or what a historian exports?'],
  ['false alarms', 'There are too many false alarms'],
  ['threshold', 'What is the threshold?'],
  ['no admin rights', 'No administrator rights, no internet'],
  ['labels keyboard', 'How do I label with the keyboard?'],
  ['drift', 'Watch a machine every day: alarms and drift'],
  ['next month', 'The next month of data has come'],
  ['second reader', 'Two people label: a second reader'],
  ['what is a window', 'What is a window?'],
  ['network drive', 'No project can be made: no rights, a network drive, a stick'],
  ['undo', 'I made a mistake: undo'],
  ['export detections', 'I want a report, a PDF, or the detections in Excel'],
  ['time zone', 'The times are off by hours: time zone'],
  ['how do I save', 'Where is it saved, and how do I take it with me?'],
  ['which detector', 'Which detector should I take?'],
  ['memory', 'It is slow, or memory runs out'],
])('"%s", as a stranger types it, finds its answer first', (query, heading) => {
  expect(searchHelp(pages, query).hits[0].section.title).toBe(heading)
})

test('a text is what a reader sees of it', () => {
  expect(plainText('<h2 id="x">A <em>b</em>c</h2>\n<p>1 &lt; 2 &amp;amp; <code>x</code>.</p>')).toBe(
    'A bc 1 < 2 &amp; x.',
  )
})
