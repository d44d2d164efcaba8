/**
 * Asks one question at a time; of those that come while an answer is on its way only the newest is kept.
 * answer — asks and shows what comes back; must not throw.
 */
export class LatestOnly<Question> {
  #answer: (question: Question) => Promise<void>
  #next: Question | null = null
  #asking: Promise<void> | null = null
  #busy = $state(false)

  constructor(answer: (question: Question) => Promise<void>) {
    this.#answer = answer
  }

  /** Whether an answer is on its way. */
  get busy() {
    return this.#busy
  }

  /** What is asked next; null where nothing waits. */
  get next() {
    return this.#next
  }

  /** Resolves when this question, or a newer one in its place, is answered and nothing waits any more. */
  ask(question: Question): Promise<void> {
    this.#next = question
    this.#asking ??= this.#askAll()
    return this.#asking
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
    this.#asking = null
  }
}
