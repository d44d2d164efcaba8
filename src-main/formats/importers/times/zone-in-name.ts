import { statedZone, zoneNamed } from '../header/preamble.ts'

/** Zones by their letters in winter and in summer. */
const summerZones: Readonly<Record<string, string>> = {
  'CET/CEST': 'Europe/Berlin',
  'MEZ/MESZ': 'Europe/Berlin',
  'WET/WEST': 'Europe/Lisbon',
  'EET/EEST': 'Europe/Helsinki',
  'GMT/BST': 'Europe/London',
  'EST/EDT': 'America/New_York',
  'CST/CDT': 'America/Chicago',
  'MST/MDT': 'America/Denver',
  'PST/PDT': 'America/Los_Angeles',
  'AEST/AEDT': 'Australia/Sydney',
}

/** "MST", "Time (UTC)", "Date Time, GMT+01:00": a zone in the name of a time column. */
export function zoneInName(names: string[]): string | null {
  for (const name of names) {
    if (/[[(_ ](utc|gmt)[\])]?$/i.test(name.trim())) return 'UTC'
    const place = /[[(]([A-Z][A-Za-z]+\/[A-Za-z_/]+)[\])]/.exec(name)?.[1]
    const named = place === undefined ? null : zoneNamed(place)
    if (named !== null) return named
    const stated = statedZone(name)
    if (stated !== null) return stated
    const pair = /\b([A-Z]{2,4})\s?[/|]\s?([A-Z]{3,4})\b/.exec(name)
    const both = pair && summerZones[`${pair[1]}/${pair[2]}`]
    if (both) return both
    const word = /(?:^|[\s([_,])((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})(?:[\s)\]]|$)/.exec(name.trim())?.[1]
    const zone = word === undefined ? null : zoneNamed(word)
    if (zone !== null) return zone
  }
  return null
}
