/** A header such as "Temp [°C]" in its two parts. */
export interface NameAndUnit {
  name: string
  /** As it should be shown, e.g. "m³/h"; null where the header names none. */
  unit: string | null
}

/** How units are written in headers without brackets, in lower case, and how they should be shown. */
const spellings: Readonly<Record<string, string>> = {
  degc: '°C',
  celsius: '°C',
  '°c': '°C',
  degf: '°F',
  fahrenheit: '°F',
  '°f': '°F',
  kelvin: 'K',
  bar: 'bar',
  barg: 'barg',
  mbar: 'mbar',
  pa: 'Pa',
  hpa: 'hPa',
  kpa: 'kPa',
  mpa: 'MPa',
  psi: 'psi',
  m3h: 'm³/h',
  'm3/h': 'm³/h',
  m3: 'm³',
  m3s: 'm³/s',
  'm3/s': 'm³/s',
  lpm: 'l/min',
  lmin: 'l/min',
  'l/min': 'l/min',
  lh: 'l/h',
  'l/h': 'l/h',
  kgh: 'kg/h',
  'kg/h': 'kg/h',
  kgs: 'kg/s',
  kg: 'kg',
  rpm: 'rpm',
  hz: 'Hz',
  khz: 'kHz',
  kw: 'kW',
  mw: 'MW',
  kwh: 'kWh',
  mwh: 'MWh',
  kva: 'kVA',
  kvar: 'kvar',
  kv: 'kV',
  mv: 'mV',
  volt: 'V',
  volts: 'V',
  ma: 'mA',
  amp: 'A',
  amps: 'A',
  ampere: 'A',
  mm: 'mm',
  cm: 'cm',
  um: 'µm',
  mms: 'mm/s',
  'mm/s': 'mm/s',
  ms2: 'm/s²',
  'm/s2': 'm/s²',
  'm/s': 'm/s',
  'm/s^2': 'm/s²',
  'm^3/h': 'm³/h',
  pct: '%',
  percent: '%',
  '%': '%',
  ppm: 'ppm',
  db: 'dB',
  nm: 'Nm',
  kn: 'kN',
}

/** Single letters mean a unit only after the quantity they measure: "current_A" is amperes, "sensor_A" is a name. */
const letters: readonly { quantity: RegExp; letter: string; unit: string }[] = [
  { quantity: /current|strom|\bamps?\b/i, letter: 'a', unit: 'A' },
  { quantity: /volt|spannung/i, letter: 'v', unit: 'V' },
  { quantity: /power|leistung/i, letter: 'w', unit: 'W' },
  { quantity: /temp/i, letter: 'c', unit: '°C' },
  { quantity: /temp/i, letter: 'f', unit: '°F' },
  { quantity: /temp/i, letter: 'k', unit: 'K' },
  { quantity: /torque|moment/i, letter: 'n', unit: 'N' },
]

/**
 * Splits a column's header into name and unit: "Temp [°C]", "Pressure (bar)", "Flow / m3/h", "flow_m3h".
 * Anything in square brackets is a unit; in round ones only if short and without blanks; a suffix only if it is a known unit.
 */
export function splitUnit(header: string): NameAndUnit {
  const text = header.trim()
  const bracket = /^(.*\S)\s*(?:\[([^\][]{1,24})\]|\(([^()\s]{1,12})\)|\{([^{}]{1,24})\})$/.exec(text)
  if (bracket) {
    const inside = (bracket[2] ?? bracket[3] ?? bracket[4]).trim()
    // "Pump (2)" counts pumps; "(bar)" is a unit.
    if (inside !== '' && inside !== '-' && !/^\d+$/.test(inside))
      return { name: bracket[1].replace(/[\s_]+$/, ''), unit: shown(inside) }
    return { name: text, unit: null }
  }
  const slash = /^(.*\S)\s+\/\s+(\S{1,12})$|^(.*\S)\s+in\s+(\S{1,12})$/.exec(text)
  if (slash) {
    const [name, unit] = slash[1] === undefined ? [slash[3], slash[4]] : [slash[1], slash[2]]
    if (unit.toLowerCase() in spellings || slash[1] !== undefined) return { name, unit: shown(unit) }
  }
  const suffix = /^(.*[^\s_.])[\s_.]+([^\s_.]{1,8})$/.exec(text)
  if (suffix) {
    const unit =
      spellings[suffix[2].toLowerCase()] ??
      letters.find((l) => l.letter === suffix[2].toLowerCase() && l.quantity.test(suffix[1]))?.unit
    if (unit) return { name: suffix[1], unit }
  }
  return { name: text, unit: null }
}

/** A unit that stands alone, bare or in brackets: "[degC]" is °C. */
export const unitOf = (text: string) =>
  shown(
    text
      .trim()
      .replace(/^[[({](.*)[\])}]$/, '$1')
      .trim(),
  )

function shown(unit: string): string {
  return spellings[unit.toLowerCase()] ?? unit.replace(/\bdeg ?C\b/i, '°C')
}
