/**
 * Left, right, Home and End go through choices of which one is taken, and take it; the others are no stops of the Tab key.
 * Call it with the keydown of what holds one button per choice. chosen — index, −1 where none is taken.
 */
export function arrowKeys(event: KeyboardEvent, count: number, chosen: number, choose: (index: number) => void) {
  const { key, currentTarget } = event
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || count === 0) return
  const next =
    key === 'ArrowRight'
      ? (chosen + 1) % count
      : key === 'ArrowLeft'
        ? (Math.max(chosen, 0) - 1 + count) % count
        : key === 'Home'
          ? 0
          : key === 'End'
            ? count - 1
            : null
  if (next === null) return
  event.preventDefault()
  choose(next)
  ;(currentTarget as HTMLElement).querySelectorAll('button')[next]?.focus()
}
