const digits = (bytes: Uint8Array, at: number): number => {
  const tens = bytes[at] - 48
  const ones = bytes[at + 1] - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}

const longest = 48

/** Where the parts of a time stood in a text, counted from its beginning; -1 = nowhere, -2 = not as two digits. */
interface TimePlaces {
  hour: number
  minute: number
  second: number
  fraction: number
  fractionDigits: number
}

/** What a pattern found in a text. midnight — epoch ms of the day as it is written; offset — ms that are taken off for the zone. */
export interface Learned {
  places: TimePlaces
  midnight: number
  offset: number
  zoned: boolean
}

/**
 * The last time that was read, as a pattern for the next: most differ in hour, minute, second and fraction alone, and are then
 * read without a look at their grammar.
 */
export class TimeTemplate {
  zoned = false
  readonly #text = new Uint8Array(longest)
  /** [byte of the text] 1 = a digit that may change. */
  readonly #free = new Uint8Array(longest)
  #length = 0
  readonly #places: TimePlaces = { hour: -1, minute: -1, second: -1, fraction: -1, fractionDigits: 0 }
  #midnight = 0
  #offset = 0

  learn(bytes: Uint8Array, start: number, end: number, { places, midnight, offset, zoned }: Learned): void {
    const { hour, minute, second, fraction, fractionDigits } = places
    this.#length = 0
    if (end - start > longest || hour < 0 || minute === -2 || second === -2) return
    this.#length = end - start
    this.#free.fill(0)
    for (let i = 0; i < this.#length; i++) this.#text[i] = bytes[start + i]
    for (const at of [hour, minute, second]) if (at >= 0) this.#free.fill(1, at, at + 2)
    if (fraction >= 0) this.#free.fill(1, fraction, fraction + fractionDigits)
    Object.assign(this.#places, places)
    this.#midnight = midnight
    this.#offset = offset
    this.zoned = zoned
  }

  /** Epoch ms; NaN where the text is not of the pattern. */
  read(bytes: Uint8Array, start: number, end: number): number {
    const length = this.#length
    if (end - start !== length || length === 0) return NaN
    const text = this.#text
    const free = this.#free
    for (let i = 0; i < length; i++) if (bytes[start + i] !== text[i] && free[i] === 0) return NaN
    const { hour, minute, second, fraction, fractionDigits } = this.#places
    const h = digits(bytes, start + hour)
    const m = minute < 0 ? 0 : digits(bytes, start + minute)
    const s = second < 0 ? 0 : digits(bytes, start + second)
    if (!(h < 24 && m < 60 && s < 60)) return NaN
    let part = 0
    if (fraction >= 0) {
      let scale = 100
      for (let i = 0; i < fractionDigits; i++) {
        const digit = bytes[start + fraction + i] - 48
        if (digit < 0 || digit > 9) return NaN
        part += digit * scale
        scale /= 10
      }
    }
    return this.#midnight + h * 3_600_000 + m * 60_000 + s * 1000 + part - this.#offset
  }

  /** Its text and which digits of it may change, for a reader of its own. length — 0 where there is no pattern. */
  copyTo(text: Uint8Array, free: Uint8Array): { length: number; places: TimePlaces; midnight: number; offset: number } {
    text.set(this.#text)
    free.set(this.#free)
    return { length: this.#length, places: this.#places, midnight: this.#midnight, offset: this.#offset }
  }
}
