import type { Layer } from './paint-bands.ts'
import type { Line, Place } from './paint-line.ts'
import type { ValueAxis } from './value-axis.ts'

/** Lines over an axis of their own, in one part of a picture. */
export interface Plot {
  /** CSS pixels. */
  top: number
  height: number
  axis: ValueAxis
  lines: readonly Line[]
  /** Bands behind these lines alone. */
  layers?: readonly Layer[]
  /** Named bands behind all others. text — the colour of the names. */
  states?: Layer & { text: string }
  /** The colour of the axis' numbers, where it is not that of all. */
  numbers?: string
}

/** A plot in device pixels. */
export type Placed = Place & Plot
