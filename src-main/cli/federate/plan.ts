import { detectorById } from '../../analysis/detectors/index.ts'
import { badInput } from '../../shared/errors.ts'
import { splitUnit } from '../../shared/data/units.ts'
import type { MergeSettings } from '../../shared/sites/federation.ts'

/** As typed. */
export interface InitOptions {
  out: string
  channels: string
  detector: string
  set: string[]
  epochs: string
  prox: string
  clip: string
  noise: string
  delta: string
  sites?: string
  sample: string
  seed: string
  force?: boolean
}

/** As typed. */
export interface SiteOptions {
  site: string
  out: string
  trainRows?: string
  engine?: string
  force?: boolean
}

/** Throws bad-input. */
export function parseInit(options: InitOptions) {
  const named = options.channels.split(',').map((text) => {
    const whole = text.trim()
    return whole.endsWith(']') ? splitUnit(whole) : { name: whole, unit: null }
  })
  const channels = named.map(({ name }) => name)
  if (channels.some((name) => name === '') || new Set(channels).size < channels.length)
    throw badInput('--channels takes names that differ, with commas between them.')
  const [proximal, clip, noise] = [
    from0('--prox', options.prox),
    from0('--clip', options.clip),
    from0('--noise', options.noise),
  ]
  const sites = options.sites === undefined ? 0 : from0('--sites', options.sites)
  const sample = from0('--sample', options.sample)
  const delta = from0('--delta', options.delta)
  if (!(sample > 0 && sample <= 1)) throw badInput('--sample is a share above 0, up to 1.')
  if (!(delta > 0 && delta < 1)) throw badInput('--delta lies between 0 and 1.')
  if (noise > 0 && (clip === 0 || sites === 0))
    throw badInput('--noise needs --clip, which it is measured by, and --sites, how many there are.')
  const given = Object.fromEntries(
    options.set.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw badInput(`--set takes key=value, not "${text}".`)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
  const settings: MergeSettings = { proximal, clip, noise, delta, sites, sample }
  return {
    detector: detectorById(options.detector).id,
    params: { epochs: options.epochs, ...given },
    channels,
    units: named.map(({ unit }) => unit),
    seed: from0('--seed', options.seed),
    settings,
  }
}

function from0(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
    throw badInput(`${option} must be a number from 0, not "${text}".`)
  return value
}
