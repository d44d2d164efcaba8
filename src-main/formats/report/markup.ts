/** Text that is markup already and is put into the page as it is. Only the tag below makes it. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[]

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Text as it may stand between tags and inside quoted attributes. Characters that steer a terminal, a parser or the
 * direction of writing are replaced too: names come from files that anybody may have written.
 */
export const escaped = (text: string) =>
  text
    .replace(/[&<>"']/g, (c) => entities[c])
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')

/** Markup with values in it; every value that is not markup itself is escaped. Nothing at all for null, undefined and false. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(parts.reduce((all, part, i) => all + written(values[i - 1]) + part))
}

/** A sentence whose times are not broken over two lines. */
export const sentence = (text: string): Markup =>
  html`${text.split(/(\d{4,6}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?)?)/).map((part, i) => (i % 2 === 1 ? html`<span class="time">${part}</span>` : part))}`

function written(value: Content): string {
  if (value === null || value === undefined || value === false) return ''
  if (value instanceof Markup) return value.text
  if (Array.isArray(value)) return value.map(written).join('')
  return escaped(String(value))
}
