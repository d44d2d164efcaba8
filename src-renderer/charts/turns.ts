const waiting: (() => void)[] = []
let next: ReturnType<typeof setTimeout> | undefined

/**
 * Does a piece of drawing as a task of its own, after those that wait already, so that a hand is answered between two charts.
 * Gives what takes it back while it waits.
 */
export function inTurn(work: () => void): () => void {
  waiting.push(work)
  next ??= setTimeout(take)
  return () => {
    const at = waiting.indexOf(work)
    if (at >= 0) waiting.splice(at, 1)
  }
}

function take() {
  const work = waiting.shift()
  next = waiting.length > 0 ? setTimeout(take) : undefined
  work?.()
}
