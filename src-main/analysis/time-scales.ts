import { count, counted } from '../shared/counted.ts'

/** Neighbouring rows further apart than so many usual steps belong to another scale: detectors begin anew after such a gap. */
const FAR = 5
/** So many small steps in a row are a stretch of another scale: of steps by chance hardly ever. */
const IN_A_ROW = 10
/** Fewer rows than this share are gaps, not a scale of their own. */
const LEAST_SHARE = 0.1

/**
 * A sentence where the times are of two scales: rows that come in two different steps, or a pause longer than all the data around it;
 * null where they are of one. times — epoch ms, ascending; stepMs — their usual step.
 */
export function twoTimeScales(times: Float64Array, stepMs: number): string | null {
  if (!(stepMs > 0) || times.length < 3) return null
  let far = 0
  let near = 0
  let nearHere = 0
  let longest = 0
  let covered = 0
  for (let i = 1; i < times.length; i++) {
    const step = times[i] - times[i - 1]
    if (step <= FAR * stepMs) covered += step
    else far++
    nearHere = step < stepMs / FAR ? nearHere + 1 : 0
    if (nearHere >= IN_A_ROW) near += nearHere === IN_A_ROW ? IN_A_ROW : 1
    if (step > longest) longest = step
  }
  if (far >= LEAST_SHARE * times.length)
    return `The rows come in two steps: ${count(far)} of ${counted(times.length, 'row')} follow more than ${FAR} times the usual step after the one before. No window reaches across that, so import each part as a dataset of its own, or bring it to one step.`
  if (near >= LEAST_SHARE * times.length)
    return `The rows come in two steps: ${count(near)} of ${counted(times.length, 'row')} follow less than a fifth of the usual step after the one before. A window of as many points is of another length there, so import each part as a dataset of its own, or bring it to one step.`
  // What a pause is longer than is one more step for the last row before it.
  if (longest > covered + stepMs)
    return 'A pause between two rows is longer than all the data around it. Both sides are compared with each other: if they are different times of a machine, import each as a dataset of its own.'
  return null
}
