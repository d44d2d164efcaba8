/** Draws a few lanes per frame, so that new data for fifty lanes never cost one long frame. */
const waiting = new Map<object, () => void>()
let frame = 0

/** The newest drawing of an owner replaces its older one. */
export function draw(owner: object, drawing: () => void) {
  waiting.set(owner, drawing)
  if (!frame) frame = requestAnimationFrame(work)
}

export function undraw(owner: object) {
  waiting.delete(owner)
}

function work() {
  frame = 0
  const until = performance.now() + 7
  for (const [owner, drawing] of waiting) {
    waiting.delete(owner)
    drawing()
    if (performance.now() > until) break
  }
  if (waiting.size > 0) frame = requestAnimationFrame(work)
}
