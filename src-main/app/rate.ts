/** Rate and time left from progress reports, over the last ten seconds of the current phase. now — of a clock that nobody sets. */
export class RateMeter {
  #phase = ''
  #marks: { at: number; done: number }[] = []

  update(phase: string, done: number, total: number, now: number): { rate: number | null; secondsLeft: number | null } {
    if (phase !== this.#phase || done < (this.#marks.at(-1)?.done ?? 0)) this.#marks = []
    this.#phase = phase
    this.#marks.push({ at: now, done })
    while (this.#marks.length > 2 && now - this.#marks[0].at > 10_000) this.#marks.shift()
    const first = this.#marks[0]
    const seconds = (now - first.at) / 1000
    const rate = seconds >= 0.3 && done > first.done ? (done - first.done) / seconds : null
    return { rate, secondsLeft: rate && total > 0 ? Math.max(0, (total - done) / rate) : null }
  }
}
