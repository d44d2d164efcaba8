import { badInput } from '../../shared/errors.ts'

/** The number of an option. Throws bad-input for what is none, or less than `least`. */
export function numberOf(option: string, given: string | undefined, otherwise: number, least: number): number {
  if (given === undefined) return otherwise
  const value = Number(given)
  if (given.trim() === '' || !Number.isFinite(value) || value < least)
    throw badInput(`${option} takes a number from ${least} on, and not "${given}".`)
  return value
}
