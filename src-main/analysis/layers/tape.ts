import type { Tensor } from '../tensorflow.ts'
import type { Draw, Kernels } from './kernels.ts'

/** A number, vector, … on the way through a network. gradient — of the loss, once the tape has run back; same shape. */
export interface Value {
  readonly data: Tensor
  gradient: Tensor | null
  /** Whether anything before it learns. */
  readonly wanted: boolean
}

/**
 * Reverse-mode differentiation: every operation writes down how its gradient flows back, `backward` reads that from the
 * end. One tape serves one step, inside one `tidy`.
 */
export class Tape {
  readonly k: Kernels
  /** Training: dropout drops and batch normalisation looks at the batch. */
  readonly training: boolean
  /** Whole numbers drawn for this step, which dropout takes one after the other; none where nothing is dropped. */
  readonly #draws: Tensor | null
  #drawn = 0
  readonly #steps: (() => void)[] = []

  constructor(k: Kernels, training = false, draws: Tensor | null = null) {
    this.k = k
    this.training = training
    this.#draws = draws
  }

  /** The next of the numbers drawn for this step; null where nothing is dropped. */
  draw(): Draw | null {
    return this.#draws && { draws: this.#draws, place: this.#drawn++ % this.#draws.size }
  }

  /** An input: nothing to learn behind it. */
  constant(data: Tensor): Value {
    return { data, gradient: null, wanted: false }
  }

  /** A weight, or an input whose gradient is asked for. */
  variable(data: Tensor): Value {
    return { data, gradient: null, wanted: true }
  }

  /** The result of an operation. `back` is called with its gradient, and only where somebody wants it. */
  result(data: Tensor, inputs: readonly Value[], back: (gradient: Tensor) => void): Value {
    const value: Value = { data, gradient: null, wanted: inputs.some((input) => input.wanted) }
    if (value.wanted)
      this.#steps.push(() => {
        if (value.gradient) back(value.gradient)
      })
    return value
  }

  /** Adds to an input's gradient; costs nothing where it is not wanted. */
  flow(to: Value, gradient: () => Tensor): void {
    if (!to.wanted) return
    const g = gradient()
    to.gradient = to.gradient ? this.k.add(to.gradient, g) : g
  }

  /** From the gradients set on the last values back to every variable. */
  backward(): void {
    for (let i = this.#steps.length - 1; i >= 0; i--) this.#steps[i]()
    this.#steps.length = 0
  }
}
