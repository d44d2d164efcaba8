/** A header such as "Temp [°C]" in its two parts. */
export interface NameAndUnit {
  name: string
  /** As it should be shown, e.g. "m³/h"; null where the header names none. */
  unit: string | null
}

/** SI and plant units: as they are shown, then the other ways to write them. Spellings in capitals of their own count only so. */
const table: readonly string[] = [
  '°C degc celsius degree_c degrees_c degreesc deg.c degreec degreecelsius degreescelsius grad_c ºc',
  '°F degf fahrenheit deg.f degreesf ºf',
  'K kelvin degk',
  '° deg degree degrees grad º',
  'rad radian radians',
  '% pct percent prozent %rh rh% %rf vol% vol.-%',
  '‰ promille permil psu',
  's sec secs second seconds sek',
  'ms msec millisecond milliseconds',
  'µs us usec microseconds',
  'ns nsec nanoseconds',
  'min minute minutes mins',
  'h hr hrs hour hours std',
  'd day days',
  'm meter meters metre metres',
  'km kilometers',
  'cm centimeters',
  'mm millimeter millimeters millimetre',
  'nm nanometer nanometers nanometre nanometres',
  'µm um micron microns',
  'µm/m um/m',
  'ft feet foot',
  'in inch inches',
  'mi mile miles',
  'm² m2 m^2 sqm',
  'm³ m3 m^3 cbm cum',
  'Nm³ Nm3 Nm^3',
  'l L liter liters litre litres ltr',
  'ml mL',
  'gal gallons gallon',
  'm/s ms-1 m.s-1 mps meters/second',
  'km/h kmh kph',
  'mph',
  'kn',
  'kt kts',
  'knots knot',
  'm/s² ms2 m/s2 m/s^2 ms-2',
  'mm/s mms',
  'mm/h mm/hr',
  'g gram grams',
  'kg kilogram kilograms',
  'mg',
  'µg ug',
  't ton tons tonne tonnes mt',
  'lb lbs pound pounds',
  'kg/h kgh',
  'kg/s kgs',
  't/h',
  'm³/h m3h m3/h m^3/h m3hr m3/hr cbm/h',
  'm³/s m3s m3/s m^3/s',
  'Nm³/h Nm3/h Nm^3/h',
  'l/min lpm lmin ltr/min',
  'l/h lh',
  'l/s ls',
  'ft³/s ft3/s ft^3/s cfs',
  'ft³/min cfm',
  'gpm gal/min',
  'Pa pascal pascals',
  'hPa',
  'kPa',
  'kPag kPa(g)',
  'MPa',
  'MPag MPa(g)',
  'kgf/cm² kgf/cm2 kg/cm2 kg/cm²',
  'mbar mB',
  'bar',
  'barg bar(g)',
  'bara bar(a)',
  'psi',
  'psig',
  'psia',
  'atm',
  'Torr torr',
  'mmHg mm_hg',
  'inHg',
  'mmH2O',
  'N newton newtons',
  'kN',
  'mN',
  'Nm newtonmeter N·m N.m N-m',
  'kNm',
  'mNm',
  'mPa·s mpas mPa.s mPa*s',
  'V volt volts vdc vac volt(s) volts_dc',
  'mV millivolt millivolts',
  'kV kilovolts',
  'µV uv',
  'A amp amps ampere amperes amp(s)',
  'mA milliamps milliampere',
  'µA ua',
  'nA',
  'kA',
  'W watt watts',
  'mW',
  'kW kilowatt kilowatts',
  'MW',
  'GW',
  'VA',
  'kVA',
  'MVA',
  'var VAr',
  'kvar kVAr',
  'Mvar MVAr',
  'varh',
  'kvarh kVArh',
  'Mvarh MVArh',
  'kVAh',
  'Wh watt-hours',
  'W.h',
  'mWh',
  'mW.h',
  'kWh kwhr kilowatthours',
  'kW.h',
  'MWh',
  'GWh',
  'J joule joules',
  'kJ',
  'MJ',
  'GJ',
  'kcal',
  'BTU btu',
  'Ah amp-hours',
  'A.h',
  'mAh',
  'mA.h',
  'Ω ohm ohms',
  'mΩ mohm mohms',
  'kΩ kohm kohms',
  'MΩ Mohm',
  'F farad',
  'µF uf',
  'nF',
  'pF',
  'mH',
  'mT',
  'µT',
  'Hz hertz',
  '1/s s-1',
  'kHz',
  'MHz',
  'GHz',
  'rpm r/min 1/min /min min-1 u/min rev/min rpms',
  'dB decibel',
  'dB(A) dBA',
  'dBm',
  'W/m² W/m2 W/m^2 w.m-2 Wm-2',
  'kW/m² kW/m2 kW/m^2',
  'Wh/m² Wh/m2 Wh/m^2',
  'kWh/m² kWh/m2 kWh/m^2 kwhr/m2',
  'MJ/m² MJ/m2 MJ/m^2',
  'kJ/m² kJ/m2 kJ/m^2',
  'J/cm² J/cm2 J/cm^2',
  'lx',
  'lux',
  'lm',
  'cd',
  'ppm',
  'ppb',
  'mol',
  'mmol/l',
  'g/m³ g/m3 g/m^3',
  'kg/m³ kg/m3 kg/m^3',
  'µg/m³ ug/m3 µg/m3 ug/m^3 µg/m^3',
  'mg/m³ mg/m3 mg/m^3',
  'g/l',
  'mg/l mg/L',
  'mg/dl mg/dL',
  'µS/cm us/cm',
  'mS/cm',
  'S/cm',
  'NTU',
  'FNU',
  'pH',
  'V/s',
  'V/h',
  'A/s',
  'A/h',
  '°C/s',
  'C/s',
  'K/s',
  'K/min',
  'Ah/V',
  'V/Ah',
  'mAh/g',
  'kg/kWh',
  'kW/h',
  'bit',
  'MB mbyte',
  'kB kbyte',
  'GB gbyte',
  'KiB',
  'MiB',
  'GiB',
  'B/s bytes/s',
  'kB/s',
  'MB/s',
  'kbit/s kbps',
  'Mbit/s mbps',
  '$ usd us$ dollar dollars',
  '€ eur euro',
  '£ gbp',
  '¥ jpy',
  '€/MWh eur/mwh',
  '$/MWh usd/mwh',
  'W/K',
  'counts cts',
  'mAU',
]
const exact = new Map<string, string>()
const folded = new Map<string, string>()
for (const line of table) {
  const [shown, ...others] = line.split(' ')
  for (const spelling of [shown, ...others]) {
    exact.set(spelling, shown)
    // "mW" and "MW" differ: the first in the table does not win over the other where both are written exactly.
    if (!folded.has(spelling.toLowerCase())) folded.set(spelling.toLowerCase(), shown)
  }
}
const shownUnits = new Set(exact.values())
/** Letters and short words that are names at least as often as units: in brackets, or in a line of units, they are units. */
const onlyAlone = new Set(
  's h d m g t l k a v w n j f c in mi bit counts gal day days hour hours min std grad mb kb ph var mol ls lh kgs kgh ms2 mms deg degree degrees torr atm mt ml ns ms us cd lm v/s a/s w/k'.split(
    ' ',
  ),
)

/** Words that name a temperature, or where one is measured: "outdoor_C". */
const temperature = /temp|outdoor|indoor|ambient|dew.?point|taupunkt|au(ß|ss)en|vorlauf|r(ü|ue)cklauf|coolant/i

/** Single letters mean a unit only after the quantity they measure: "current_A" is amperes, "sensor_A" is a name. */
const letters: readonly { quantity: RegExp; letter: string; unit: string }[] = [
  { quantity: /current|strom|\bamps?\b/i, letter: 'a', unit: 'A' },
  { quantity: /volt|spannung/i, letter: 'v', unit: 'V' },
  { quantity: /power|leistung/i, letter: 'w', unit: 'W' },
  { quantity: temperature, letter: 'c', unit: '°C' },
  { quantity: temperature, letter: 'f', unit: '°F' },
  { quantity: /temp/i, letter: 'k', unit: 'K' },
  { quantity: /torque|moment/i, letter: 'n', unit: 'N' },
  { quantity: /time|zeit|elapsed/i, letter: 's', unit: 's' },
  { quantity: /time|zeit|elapsed/i, letter: 'h', unit: 'h' },
]

const isTime =
  /time|zeit|tijd|temps|tiempo|tempo|duration|dauer|dur[ée]e|elapsed|period|age|alter|delay|latency|^\p{L}[\p{L}\d]?$/iu

/** How a unit that stands alone is shown; null where the text is no unit that is known here. */
function known(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll('μ', 'µ').trim()
  // What lost its degree sign in a wrong encoding is still degrees.
  if (/^[\ufffd?]C$/.test(plain)) return '°C'
  // A single letter is a unit as it is written, and no other: D is no day.
  if (plain.length === 1 && !exact.has(plain) && !/[cf]/i.test(plain)) return null
  const found =
    exact.get(plain) ?? folded.get(plain.toLowerCase()) ?? folded.get(plain.toLowerCase().replace(/[ _]/g, ''))
  if (found !== undefined) return found
  return plain === 'C' || plain === 'c' ? '°C' : null
}

/** Is the text a unit that is known here, bare or in brackets? */
export const isUnit = (text: string): boolean => known(bare(text)) !== null

/** A unit that stands alone, bare or in brackets: "[degC]" is °C. A text that is no known unit stays as it is. */
export const unitOf = (text: string): string => known(bare(text)) ?? bare(text)

const bare = (text: string) =>
  text
    .trim()
    .replace(/^[[({](.*)[\])}]$/, '$1')
    .trim()

/** "mW/mg": one unit per another, where brackets say that it is one. */
const isRatio = (text: string) => {
  const parts = text.split('/')
  return parts.length === 2 && parts.every((part) => part.length > 1 && exact.has(part))
}
const madeOf = /^(max|min|avg|mean|sum|count|last|first|median|std(dev)?|var|rate|delta|d|der|abs|log|p\d\d)$/i

/**
 * Splits a column's header into name and unit: "Temp [°C]", "Pressure (bar)", "Flow / m3/h", "Ecell/V", "flow_m3h".
 * Only what is known as a unit is one; "NOx(GT)" and "Pump (2)" are names.
 */
export function splitUnit(header: string): NameAndUnit {
  // "State[]" says that there is no unit.
  const text = header.trim().replace(/(?<=\S) ?(?:\[\s?\]|\(\s?\))$/, '')
  // A name of this length has no unit, and to look for one takes a time that grows with the square of the length.
  if (text.length > 300) return { name: text, unit: null }
  // "Temp, °C (LGR S/N: 20012345)": what is said of the sensor stays with the name.
  const told = /^([^,(]{1,60}),\s*(\S{1,12}) (\([^()]{1,200}\))$/.exec(text)
  if (told) {
    const unit = known(told[2])
    if (unit !== null) return { name: `${told[1].trim()} ${told[3]}`, unit }
  }
  const bracket = /^(.*\S)\s*(?:\[([^\][]{1,24})\]|\(([^()]{1,24}|[^()]*\([^()]*\))\)|\{([^{}]{1,24})\})$/.exec(text)
  // "max(rpm)" says what was made of a quantity.
  if (bracket && bracket[3] !== undefined && madeOf.test(bracket[1])) return { name: text, unit: null }
  if (bracket) {
    const inside = (bracket[2] ?? bracket[3] ?? bracket[4]).trim()
    const unit = known(inside) ?? (isRatio(inside) ? inside : null)
    return unit === null ? { name: text, unit } : { name: bracket[1].replace(/[\s_/]+$/, ''), unit }
  }
  // "in V" alone, or behind a name; two words may be one unit: "in degrees C".
  const inWords = /^(?:(.*\S)\s+)?in\s+(\S{1,12}(?: \S{1,8})?)$/.exec(text)
  if (inWords && known(inWords[2]) !== null) return { name: inWords[1] ?? text, unit: known(inWords[2]) }
  const word = /^(.*[^\s,])(?:\s+in\s+|,\s*)(\S{1,12})$/.exec(text)
  if (word) {
    const unit = known(word[2])
    if (unit !== null) return { name: word[1], unit }
  }
  // "Nitrate mg/l": what stands behind the last blank is a unit as a whole.
  const last = /^(.*[^\s/])\s+([^\s/]{2,6}\/\S{1,6})$/.exec(text)
  if (last && known(last[2]) !== null) return { name: last[1], unit: known(last[2]) }
  // The unit may hold a slash itself: the longest one counts.
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
    const name = text.slice(0, at).trim()
    const after = text.slice(at + 1).trim()
    // "Pump 1/Amps" is a path: words that are spelled out are no symbols.
    const unit = /^[a-z]{4,}$/i.test(after) && !shownUnits.has(after) && !/\s\/\s/.test(text) ? null : known(after)
    // "reads/s" is a rate: only what is a time, or a symbol of one or two letters, is measured in seconds.
    if (unit !== null && /^(s|min|h|d)$/.test(unit) && !isTime.test(name)) continue
    if (name !== '' && unit !== null && known(name) === null && known(text) === null) return { name, unit }
  }
  const suffix = /^(.*[^\s_.])[\s_.]+([^\s_.]{1,8})$/.exec(text)
  // "motor.rpm" is a field of an object: words that say what is measured are its name.
  if (suffix && !/\.(rpm|volts?|amps?|watts?|percent|degrees?)$/i.test(text)) {
    const last = suffix[2].toLowerCase()
    const unit = onlyAlone.has(last) ? null : (exact.get(suffix[2]) ?? folded.get(last) ?? null)
    const letter = letters.find((l) => l.letter === last && l.quantity.test(suffix[1]))?.unit
    // "inverter.ac.Hz" is a path: what ends it may be all that names the field.
    const path = text[suffix[1].length] === '.' && !text.includes(' ')
    if (unit ?? letter) return { name: path ? text : suffix[1], unit: letter ?? unit }
  }
  return { name: text, unit: null }
}
