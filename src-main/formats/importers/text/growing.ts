type Numbers = Float64Array | Uint8Array

/** A typed array that grows at its end. */
export class Growing<T extends Numbers> {
  readonly #make: new (length: number) => T
  #all: T
  #n = 0

  constructor(make: new (length: number) => T) {
    this.#make = make
    this.#all = new make(1 << 16)
  }

  push(value: number): void {
    if (this.#n === this.#all.length) this.#grow(1)
    this.#all[this.#n++] = value
  }

  pushAll(values: Numbers): void {
    if (this.#n + values.length > this.#all.length) this.#grow(values.length)
    this.#all.set(values, this.#n)
    this.#n += values.length
  }

  #grow(by: number): void {
    const larger = new this.#make(Math.max(this.#n * 2, this.#n + by))
    larger.set(this.#all)
    this.#all = larger
  }

  /** A copy of its elements from…to. */
  slice(from: number, to: number): T {
    return this.#all.slice(from, to) as T
  }

  take(): T {
    return this.#all.subarray(0, this.#n) as T
  }
}
