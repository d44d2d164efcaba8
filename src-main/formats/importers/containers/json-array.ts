const quote = 34
const backslash = 92
const opening = 123
const closing = 125
const longestObject = 2_000_000

/** Does a text begin as an array of objects: `[{"time": …}, …]`? */
export const beginsArray = (text: string): boolean => /^\uFEFF?\s*\[\s*\{\s*"/.test(text)

/** Cuts the objects out of such an array, piece by piece: what is between them is no matter. */
export class ArrayCutter {
  #rest = ''
  #depth = 0
  #quoted = false
  #from = 0
  #at = 0

  /** The objects that are whole now. null where one is longer than any row may be. */
  push(text: string): string[] | null {
    const all = this.#rest + text
    const objects: string[] = []
    for (let i = this.#at; i < all.length; i++) {
      const c = all.charCodeAt(i)
      if (this.#quoted) {
        if (c === backslash) i++
        else if (c === quote) this.#quoted = false
      } else if (c === quote) this.#quoted = true
      else if (c === opening && this.#depth++ === 0) this.#from = i
      else if (c === closing && --this.#depth === 0) {
        objects.push(all.slice(this.#from, i + 1))
        this.#from = i + 1
      }
      this.#at = i + 1
    }
    this.#rest = all.slice(this.#from)
    this.#at -= this.#from
    this.#from = 0
    return this.#rest.length > longestObject ? null : objects
  }
}
