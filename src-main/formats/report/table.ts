import { html, type Content, type Markup } from './markup.ts'

/** A column of a table. number — set flush right. */
export interface Column {
  title: string
  number?: boolean
}

/** A table whose head repeats on every sheet of paper. */
export function table(columns: readonly Column[], rows: readonly (readonly Content[])[], name = ''): Markup {
  const kind = (i: number) => columns[i].number && html` class="number"`
  return html`<table${name !== '' && html` class="${name}"`}>
<thead><tr>${columns.map(({ title }, i) => html`<th scope="col"${kind(i)}>${title}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, i) => html`<td${kind(i)}>${cell}</td>`)}</tr>
`,
  )}</tbody></table>`
}

/** Names with their values, one under the other. */
export const facts = (list: readonly (readonly [name: string, value: Content])[]) =>
  html`<dl>${list.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
