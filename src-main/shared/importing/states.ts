import type { Dataset } from '../project.ts'

/** The words that a channel's numbers stand for, from 0 on, as they were read; null for a channel of measurements. */
export function statesOf({ recipe }: Pick<Dataset, 'recipe'>, channel: string): readonly string[] | null {
  return recipe?.channels.find(({ name, include, states }) => include && states && name === channel)?.states ?? null
}
