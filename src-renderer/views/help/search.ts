import type { HelpPage, HelpSection } from './help-page.ts'

export interface HelpHit {
  page: HelpPage
  section: HelpSection
  /** What stands around the first word that was looked for. */
  excerpt: string
}

const most = 40

/** The sections that hold every word of the query: those with the words in their heading first, then in the order of the pages. */
export function searchHelp(pages: readonly HelpPage[], query: string): HelpHit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const hits = pages.flatMap((page) =>
    page.sections.flatMap((section) => {
      const text = plainText(section.html)
      const all = `${page.title} ${text}`.toLowerCase()
      if (!words.every((word) => all.includes(word))) return []
      const title = section.title.toLowerCase()
      const inTitle = words.filter((word) => title.includes(word)).length
      return [{ page, section, inTitle, excerpt: excerptOf(text, section.title, words) }]
    }),
  )
  return hits
    .sort((a, b) => b.inTitle - a.inTitle)
    .slice(0, most)
    .map(({ page, section, excerpt }) => ({ page, section, excerpt }))
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
