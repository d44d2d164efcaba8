import type { Family } from './blocks.ts'
import { byWindow } from './by-window.ts'
import { counted } from './counted.ts'
import { ranked } from './ranked.ts'
import { volumes } from './volumes.ts'

/** Every family of metrics that can be drawn anew; each metric is in one. One with `fromSums` needs no family of its own. */
export const families: readonly Family[] = [counted, byWindow, ranked, volumes]

/** The metrics of all families, in their order: what a list of values means. */
export const familyIds: readonly string[] = families.flatMap((family) => family.ids)
