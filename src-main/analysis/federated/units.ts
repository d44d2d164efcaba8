import { badInput } from '../../shared/errors.ts'
import type { Series } from '../../shared/data/series.ts'

/** Of each channel, in their order; null where nobody has said. */
export type Units = (string | null)[]

/** Numbers of another unit would be scaled and learnt from as if they were of the same. Throws bad-input, naming channel and site. */
export function checkUnits(channels: readonly string[], agreed: Units, own: Units, site: string): void {
  channels.forEach((channel, c) => {
    if (agreed[c] !== null && own[c] !== null && own[c] !== agreed[c])
      throw badInput(
        `Channel "${channel}" comes in ${own[c]} ${site}, and the sites train on ${agreed[c]}: convert it first, or mend the unit that is written down.`,
      )
  })
}

/** The units of all sites: what was said at the beginning, else what the first site says that says something. Throws as `checkUnits` does. */
export function agreedUnits(
  channels: readonly string[],
  before: Units,
  updates: readonly { site: string; units: Units }[],
): Units {
  const agreed = [...before]
  for (const { site, units } of updates) {
    checkUnits(channels, agreed, units, `at site "${site}"`)
    units.forEach((unit, c) => (agreed[c] ??= unit))
  }
  return agreed
}

/** Units of a series' channels, by name. */
export const unitsOf = (channels: readonly string[], series: Series): Units =>
  channels.map((name) => series.channels.find((channel) => channel.name === name)?.unit ?? null)
