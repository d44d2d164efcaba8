import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Marked, type Token, type Tokens } from 'marked'
import type { Plugin } from 'vite'
import type { HelpPage, HelpSection } from '../../src-renderer/views/help/help-page.ts'
import { root } from './fresh.ts'

/** For those who build the app, not for those who use it. */
const notHelp = ['architecture']
/** As a person meets the subjects; a page that is not named here comes last. */
const order = ['first-steps', 'importing', 'exploring', 'cleaning', 'labelling', 'accuracy', 'evaluation', 'monitoring', 'errors', 'reliability', 'federated', 'scale-out', 'benchmarks', 'README', 'install'] // prettier-ignore
const pictures = join(root, 'docs', 'images')

/** The docs and the README as pages of the help, what a person does in the app first; with pictures as `src="picture:NAME"`. */
export function helpPages(): HelpPage[] {
  const docs = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.slice(0, -3))
    .filter((name) => !notHelp.includes(name))
  const place = (name: string) => (order.indexOf(name) + order.length + 1) % (order.length + 1)
  const ids = ['README', ...docs].sort((a, b) => place(a) - place(b))
  return ids.map((id) =>
    pageOf(id, readFileSync(join(root, id === 'README' ? 'README.md' : `docs/${id}.md`), 'utf8'), ids),
  )
}

/** As the reader's page makes anchors of headings: lower case, blanks to dashes, punctuation gone. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replace(/ /g, '-')

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

function pageOf(id: string, text: string, ids: readonly string[]): HelpPage {
  const marked = markdown(id, ids)
  const sections: { title: string; id: string; depth: number; tokens: Token[] }[] = []
  // The page that begins without a title is the README.
  for (const token of marked.lexer(text.startsWith('# ') ? text : `# Overview and command line\n\n${text}`)) {
    if (token.type === 'heading') {
      const { text: title, depth } = token as Tokens.Heading
      sections.push({ title: title.replace(/`/g, ''), id: anchor(title), depth, tokens: [] })
    }
    sections.at(-1)!.tokens.push(token)
  }
  return {
    id,
    title: sections[0].title,
    sections: sections.map(({ tokens, ...rest }): HelpSection => ({ ...rest, html: marked.parser(tokens) })),
  }
}

function markdown(page: string, ids: readonly string[]): Marked {
  return new Marked({
    renderer: {
      heading({ tokens, text, depth }) {
        return `<h${depth} id="help-${anchor(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      // A link to another page of the help leads there. The app opens no connection, so all others are words.
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens)
        const [, named, heading = ''] = /^(?:\.\.\/|docs\/)?(?:([\w-]+)\.md)?(?:#(.+))?$/.exec(href) ?? []
        const target = named ?? (href.startsWith('#') ? page : undefined)
        if (target && ids.includes(target)) return `<a href="#${target}/${heading}">${words}</a>`
        return /^https?:/.test(href) && words !== href ? `${words} (${escaped(href)})` : words
      },
      image({ href, text }) {
        const name = href.split('/').at(-1)!
        // Both sizes stand at the beginning of a PNG: with them the page does not jump while its pictures come.
        const bytes = readFileSync(join(pictures, name))
        return `<img src="picture:${name}" alt="${escaped(text)}" width="${bytes.readUInt32BE(16)}" height="${bytes.readUInt32BE(20)}" loading="lazy">`
      },
      // The docs have comments, and no HTML that means something.
      html: ({ text }) => (text.startsWith('<!--') ? '' : escaped(text)),
    },
  })
}

const name = 'virtual:help'
const resolved = `\0${name}`

/** Serves the pages as the module "virtual:help". Pictures go through Vite, so that they get their place beside the page. */
export function helpPlugin(): Plugin {
  return {
    name: 'help',
    resolveId: (id) => (id === name ? resolved : undefined),
    load(id) {
      if (id !== resolved) return
      const text = JSON.stringify(helpPages())
      const used = [...new Set([...text.matchAll(/picture:([\w.-]+)/g)].map(([, picture]) => picture))]
      return [
        ...used.map((picture, i) => `import p${i} from ${JSON.stringify(join(pictures, picture))}`),
        `const places = { ${used.map((picture, i) => `${JSON.stringify(picture)}: p${i}`).join(', ')} }`,
        `const placed = (html) => html.replace(/picture:([\\w.-]+)/g, (_, name) => places[name])`,
        `const place = (section) => ({ ...section, html: placed(section.html) })`,
        `export default ${text}.map((page) => ({ ...page, sections: page.sections.map(place) }))`,
      ].join('\n')
    },
  }
}
