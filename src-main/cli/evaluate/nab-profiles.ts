import { basename } from 'node:path'
import { nabProfiles, type NabProfile } from '../../analysis/metrics/nab.ts'
import { badInput } from '../../shared/errors.ts'
import type { Manifest } from './manifest.ts'

/** "reward_low_FP_rate", "low fp" and "low FP" are one. */
function profileName(given: string): string {
  const known = Object.keys(nabProfiles).find((name) => name === given)
  if (known) return known
  return /low.*fp/i.test(given)
    ? 'low FP'
    : /low.*fn/i.test(given)
      ? 'low FN'
      : /^standard$/i.test(given)
        ? 'standard'
        : given
}

type Weights = Exclude<Manifest['profile'], string | undefined>

/** Name and weights of each profile: those of the benchmark, unless the manifest chooses among them or brings its own. */
export function profilesOf({ profile, profiles, path }: Manifest): [string, NabProfile][] {
  if (profile !== undefined && typeof profile !== 'string') return [['own', weightsOf(profile, 'own', path)]]
  if (profiles !== undefined && !Array.isArray(profiles))
    return Object.entries(profiles).map(([name, weights]) => [profileName(name), weightsOf(weights, name, path)])
  const chosen = profile !== undefined ? [profile] : (profiles ?? Object.keys(nabProfiles))
  return chosen.map((given) => {
    const name = profileName(given)
    if (!(name in nabProfiles))
      throw badInput(
        `There is no NAB profile "${given}". Known: ${Object.keys(nabProfiles).join(', ')}; or give its weights tp, fn and fp.`,
      )
    return [name, nabProfiles[name as keyof typeof nabProfiles]]
  })
}

function weightsOf({ tp, fn, fp, tpWeight, fnWeight, fpWeight }: Weights, name: string, path: string): NabProfile {
  const found = { tp: tp ?? tpWeight, fn: fn ?? fnWeight, fp: fp ?? fpWeight }
  const missing = Object.entries(found).find(([, weight]) => weight === undefined)
  if (missing) throw badInput(`The profile "${name}" of ${basename(path)} has no weight "${missing[0]}".`)
  return found as NabProfile
}

/** What the manifest says for a profile. Throws bad-input where it has thresholds for others only. */
export function thresholdFor(profile: string, { threshold, path }: Manifest): number | 'best' {
  if (threshold === undefined || typeof threshold !== 'object') return threshold ?? 'best'
  const found = Object.entries(threshold).find(([name]) => profileName(name) === profile)
  if (!found)
    throw badInput(
      `${basename(path)} has no threshold for the profile "${profile}". It has one for ${Object.keys(threshold).join(', ')}; "best" is the best over the corpus.`,
    )
  return found[1]
}
