import type { HelpPage, HelpSection } from './help-page.ts'

export interface HelpHit {
  page: HelpPage
  section: HelpSection
  /** What stands around the first word that was looked for. */
  excerpt: string
}

/** isWhole — whether each section holds every word; else no section does, and these hold most of them. */
export interface HelpFound {
  hits: readonly HelpHit[]
  isWhole: boolean
}

const most = 40
/** What a question has besides what it is about. */
const filling = new Set('a an and are as at be by can do does for from how i in is it me my not of on or the there this to what when where which why with'.split(' ')) // prettier-ignore

/**
 * The sections that hold every word of the query, or where there are none those that hold most: those with the words in their heading
 * first, then in the order of the pages. Endings of words do not count, nor does what only makes a question of them.
 */
export function searchHelp(pages: readonly HelpPage[], query: string): HelpFound {
  const all = query.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}+#.-]*/gu) ?? []
  const telling = all.filter((word) => !filling.has(word))
  const words = [...new Set((telling.length > 0 ? telling : all).map(stem))]
  if (words.length === 0) return { hits: [], isWhole: true }
  const held = pages.flatMap((page) =>
    page.sections.flatMap((section) => {
      const text = plainText(section.html)
      const within = `${page.title} ${text}`.toLowerCase()
      const title = section.title.toLowerCase()
      const [inText, inTitle] = [within, title].map((place) => words.filter((word) => place.includes(word)).length)
      return inText === 0 ? [] : [{ page, section, text, inText, inTitle }]
    }),
  )
  const best = Math.max(0, ...held.map(({ inText }) => inText))
  const hits = held
    .filter(({ inText }) => inText === best)
    .sort((a, b) => b.inTitle - a.inTitle)
    .slice(0, most)
    .map(({ page, section, text }) => ({ page, section, excerpt: excerptOf(text, section.title, words) }))
  return { hits, isWhole: best === words.length || hits.length === 0 }
}

/** "labels", "labelled" and "labelling" are looked for as "label". Short words are left as they are. */
function stem(word: string): string {
  const cut = word.replace(/(?:ing|ed|es|s)$/, '')
  if (cut === word || cut.length < 4) return word
  return cut.replace(/([^aeiou])\1$/, '$1')
}

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** What a reader sees of a section. Tags of words inside a line part nothing. */
export const plainText = (html: string): string =>
  html
    .replace(/<\/?(?:a|b|code|del|em|strong)\b[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => signs[name])
    .replace(/\s+/g, ' ')
    .trim()

function excerptOf(text: string, title: string, words: readonly string[]): string {
  const body = text.startsWith(title) ? text.slice(title.length).trim() : text
  const found = words.map((word) => body.toLowerCase().indexOf(word)).filter((at) => at >= 0)
  const from = Math.max(0, (found.length > 0 ? Math.min(...found) : 0) - 40)
  const begin = from === 0 ? 0 : body.indexOf(' ', from) + 1
  return `${begin > 0 ? '… ' : ''}${body.slice(begin, begin + 120)}${body.length > begin + 120 ? ' …' : ''}`
}
