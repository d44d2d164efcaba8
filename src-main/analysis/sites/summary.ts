import type { SitesMean } from '../../shared/sites/sites.ts'
import { seededRandom } from '../math/random.ts'

const draws = 2000

/** Mean over sites with its 95 % interval by drawing sites with replacement; null where none could be judged. */
export function meanOverSites(given: readonly (number | null)[]): SitesMean | null {
  const values = given.filter((value) => value !== null)
  if (values.length === 0) return null
  const random = seededRandom(1)
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0
    for (let i = 0; i < values.length; i++) sum += values[random.below(values.length)] / values.length
    return sum
  }).sort()
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { mean, low: means[draws * 0.025], high: means[draws * 0.975 - 1], sites: values.length }
}
