/** How many steps views/tour shows. */
const steps = 5

/** The tour through the sample: it is taken when a person asks for it, and at no other time. */
export class Tour {
  /** The step that is shown, from 0; null = no tour. */
  at = $state<number | null>(null)
  readonly steps = steps

  start() {
    this.at = 0
  }

  back() {
    if (this.at !== null) this.at = Math.max(0, this.at - 1)
  }

  /** After the last step it is over. */
  next() {
    if (this.at !== null) this.at = this.at + 1 < steps ? this.at + 1 : null
  }

  leave() {
    this.at = null
  }
}
