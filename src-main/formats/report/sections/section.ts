import { html, type Content, type Markup } from '../markup.ts'

/** One part of the page with its heading; id — for links to it. */
export interface Section {
  id: string
  title: string
  content: Content
}

export const sectionMarkup = ({ id, title, content }: Section): Markup => html`<section id="${id}"><h2>${title}</h2>
${content}
</section>
`
