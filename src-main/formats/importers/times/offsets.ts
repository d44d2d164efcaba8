/** Minutes east of UTC of zones that are written as letters; those that mean several zones in several countries are not here. */
const letters: Readonly<Record<string, number>> = {
  Z: 0, UTC: 0, GMT: 0, UT: 0, WET: 0, WEST: 60, BST: 60, CET: 60, MEZ: 60, CEST: 120, MESZ: 120, EET: 120, EEST: 180,
  MSK: 180, JST: 540, KST: 540, AEST: 600, AEDT: 660, ACST: 570, AWST: 480, NZST: 720, NZDT: 780, HKT: 480, SGT: 480,
  EST: -300, EDT: -240, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420, AKST: -540, AKDT: -480, HST: -600,
} // prettier-ignore
// Central Standard Time is meant where CST stands beside American dates; China's is written +08:00 or CST by few.
const american: Readonly<Record<string, number>> = { CST: -360 }

/** Minutes east of UTC: "Z", "+02:00", "-0700", "+1", "UTC+3", "GMT", "CEST"; NaN for a word that is none. */
export function offsetMinutes(text: string): number {
  const word = text
    .trim()
    .replace(/^\[|\]$/g, '')
    .toUpperCase()
  const known = letters[word] ?? american[word]
  if (known !== undefined) return known
  const match = /^(?:UTC|GMT)?\s*([+-]|\u2212)(\d{1,2})(?::?(\d{2}))?$/.exec(word)
  if (!match) return NaN
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  return minutes > 14 * 60 ? NaN : match[1] === '+' ? minutes : -minutes
}

/** "+0000 UTC", "+02:00[Europe/Berlin]" and "GMT+0200 (Central European Summer Time)" say the same twice: without the name. */
export const withoutZoneName = (text: string): string =>
  text.length > 200 ? text : text.replace(/\[[\w/+-]+\]$|\s*\([\p{L} ]+\)$|(?<=[+-]\d{4}) [A-Z]{2,5}$/u, '')

/** "+02:00" for 120. */
export function offsetText(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
