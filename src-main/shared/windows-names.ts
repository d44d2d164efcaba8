/**
 * Why Windows has no file of this name, as half a sentence, or null. A device is meant by its name in any folder and with any
 * ending ("CON.csv"): what is written there is gone.
 */
export function notAWindowsName(name: string): string | null {
  const device = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i.exec(name.trimEnd())?.[0]
  if (device) return `Windows keeps the name "${device}" for a device`
  const sign = /[<>:"|?*\u0000-\u001f]/.exec(name)?.[0]
  if (sign) return `a name on Windows cannot hold ${sign < ' ' ? 'that sign' : sign}`
  return /[. ]$/.test(name) ? 'a name on Windows cannot end with a dot or a blank' : null
}
