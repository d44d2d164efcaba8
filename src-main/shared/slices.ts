import { cancelled } from './errors.ts'
import { yieldToEventLoop } from './yield-to-event-loop.ts'

/** Work that was cut into steps, each of them short. What it yields is how far it is. */
export type Steps<T> = Generator<{ done: number; total: number } | undefined, T>

export interface SliceOptions {
  signal?: AbortSignal
  onStep?(at: { done: number; total: number }): void
  /** Whether it may go on: what it works on may have been closed meanwhile. */
  alive?(): boolean
}

/** So long others wait at most, give or take a step: a page that draws every 16 ms loses two pictures. */
const sliceMs = 25

/**
 * Runs steps, and lets the event loop look at what else there is in between. Cancelled, the work is told by an exception at the place
 * where it stopped, and may take back in further steps what it did. Throws `cancelled` then.
 */
export async function inSlices<T>(steps: Steps<T>, { signal, onStep, alive }: SliceOptions = {}): Promise<T> {
  let begun = performance.now()
  let told = false
  for (;;) {
    const stop = signal?.aborted === true && !told
    if (stop) told = true
    const step = stop ? steps.throw(cancelled()) : steps.next()
    if (step.done) return step.value
    if (step.value && !told) onStep?.(step.value)
    if (performance.now() - begun < sliceMs) continue
    await yieldToEventLoop()
    if (alive?.() === false) throw cancelled()
    begun = performance.now()
  }
}

/** Runs all steps without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
