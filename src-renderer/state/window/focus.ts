/** Where a person works between looks at a field of the panel. */
const places = ['stage', 'labels']
let lastPlace = 'stage'

/** Puts the focus on an element of the page, and chooses what is written in a field. Answers whether it is there. */
export function focusOn(testid: string): boolean {
  const from = document.activeElement?.getAttribute('data-testid') ?? ''
  if (places.includes(from)) lastPlace = from
  const element = document.querySelector<HTMLElement>(`[data-testid="${testid}"]`)
  element?.focus()
  if (element instanceof HTMLInputElement) element.select()
  return element !== null
}

/** Back from a field to where its key was pressed: the table of labels, or the chart. */
export const focusBack = () => focusOn(lastPlace) || focusOn('stage')
