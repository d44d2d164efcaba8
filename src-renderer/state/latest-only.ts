/**
 * Asks one question at a time; of those that come while an answer is on its way only the newest is kept.
 * answer — asks and shows what comes back; must not throw.
 */
export class LatestOnly<Question> {
  #answer: (question: Question) => Promise<void>
  #next: Question | null = null
  #busy = false

  constructor(answer: (question: Question) => Promise<void>) {
    this.#answer = answer
  }

  ask(question: Question) {
    this.#next = question
    if (!this.#busy) void this.#askAll()
  }

  /** What was not asked yet is not asked any more. */
  drop() {
    this.#next = null
  }

  async #askAll() {
    this.#busy = true
    while (this.#next !== null) {
      const question = this.#next
      this.#next = null
      await this.#answer(question)
    }
    this.#busy = false
  }
}
