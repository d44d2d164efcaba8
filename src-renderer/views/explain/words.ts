/** The usual reading of the population stability index. */
export function driftInWords(psi: number): 'none' | 'some' | 'strong' | 'unknown' {
  if (Number.isNaN(psi)) return 'unknown'
  return psi < 0.1 ? 'none' : psi < 0.25 ? 'some' : 'strong'
}
