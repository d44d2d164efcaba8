import type { Found } from './look.ts'

/** More than are told of a kind, since some of them may have been told as another kind. */
const KEPT = 5000

/**
 * The worst of very many places, and how many there are in all: a list of millions takes more memory than the values that they are
 * found in. Of equal weight the earlier ones are kept.
 */
export class WorstPlaces {
  places = 0
  /** The sum of all weights. */
  weight = 0
  #kept: Found[] = []
  #least = -Infinity

  /** In order of the rows. text — asked for only where the place is kept. */
  add(place: Omit<Found, 'text'>, text: () => string): void {
    this.places++
    this.weight += place.weight
    if (place.weight <= this.#least) return
    this.#kept.push({ ...place, text: text() })
    if (this.#kept.length === 2 * KEPT) this.#cut()
  }

  /** At most 5,000, in order of the rows. */
  found(): Found[] {
    if (this.#kept.length > KEPT) this.#cut()
    return this.#kept.sort((a, b) => a.first - b.first)
  }

  #cut(): void {
    this.#kept = this.#kept.sort((a, b) => b.weight - a.weight || a.first - b.first).slice(0, KEPT)
    this.#least = this.#kept[KEPT - 1].weight
  }
}
