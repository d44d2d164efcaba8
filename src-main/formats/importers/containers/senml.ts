/** A measurement whose name, time and unit are whole. */
interface Measured {
  time: string
  name: string
  value: string
  unit: string
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Sensor measurement lists: base name, base time, base unit and base value hold for the records that follow, until they are said anew. null for
 * another document. Source: RFC 8428, Sensor Measurement Lists (SenML).
 */
export function senml(document: unknown): Measured[] | null {
  if (!Array.isArray(document) || document.length < 2 || !document.every(isObject)) return null
  if (!['bn', 'bt', 'bu'].some((key) => key in document[0])) return null
  if (
    !document.every((one) => Object.keys(one).every((key) => /^(bn|bt|bu|bv|bs|bver|n|u|v|vs|vb|vd|s|t|ut)$/.test(key)))
  )
    return null
  let [name, time, unit, base] = ['', 0, '', 0]
  return document.flatMap((one) => {
    name = typeof one.bn === 'string' ? one.bn : name
    time = typeof one.bt === 'number' ? one.bt : time
    unit = typeof one.bu === 'string' ? one.bu : unit
    base = typeof one.bv === 'number' ? one.bv : base
    const value = typeof one.v === 'number' ? base + one.v : (one.vb ?? one.vs)
    if (value === undefined) return []
    const at = time + (typeof one.t === 'number' ? one.t : 0)
    return [
      { time: String(at), name: name + String(one.n ?? ''), value: String(value), unit: unitOf(String(one.u ?? unit)) },
    ]
  })
}

/** Units of the registry that are written otherwise elsewhere. */
const unitOf = (unit: string) => ({ Cel: '°C', '%RH': '%', 'm/s2': 'm/s²', degF: '°F' })[unit] ?? unit
