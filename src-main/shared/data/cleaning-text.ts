import type { CleaningStep } from './cleaning.ts'
import { badInput } from '../errors.ts'

/**
 * One step as it is written on a command line: "hampel window=7 limit=3 channels=T1,T2". Values with blanks stand in double quotes, in
 * which a quote or a backslash has a backslash before it. Parameters stay text. Throws bad-input with a sentence.
 */
export function parseStep(text: string): CleaningStep {
  const [step, ...settings] = words(text)
  if (step === undefined) throw badInput('A cleaning step is empty: write its name, such as "hampel window=7".')
  if (step.includes('=')) throw badInput(`A cleaning step begins with its name, such as hampel; "${text}" does not.`)
  const params: Record<string, string> = {}
  let channels: string[] = []
  for (const setting of settings) {
    const at = setting.indexOf('=')
    if (at < 1) throw badInput(`In the cleaning step "${step}", "${setting}" is not of the form name=value.`)
    const [key, value] = [setting.slice(0, at), setting.slice(at + 1)]
    if (key === 'channels') channels = names(value)
    else params[key] = value
  }
  return { step, on: true, channels, params }
}

/** The inverse of parseStep; what is empty is left out. */
export function stepText({ step, channels, params }: CleaningStep): string {
  const settings = Object.entries(params)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${quoted(String(value))}`)
  const chosen = channels.length > 0 ? [`channels=${quoted(channels.map(escaped).join(','))}`] : []
  return [step, ...settings, ...chosen].join(' ')
}

/** "dT = Tout - Tin" or "dT [K] = Tout - Tin" as a step that derives a channel. Throws bad-input where there is no name. */
export function parseDerive(text: string): CleaningStep {
  const found = /^\s*("[^"]*"|[^=[<>!]+?)\s*(?:\[([^\]]*)\])?\s*=(?!=)\s*(.*)$/s.exec(text)
  if (!found) throw badInput(`--derive takes name = formula, such as "dT = Tout - Tin", not "${text}".`)
  const [, name, unit = '', formula] = found
  const params = { name: name.replace(/^"(.*)"$/, '$1'), formula: formula.trim(), unit: unit.trim() }
  return { step: 'derive', on: true, channels: [], params }
}

/** "stl:288", "stl-robust:1d", "classical:24": the decomposition whose residual is looked at. Throws bad-input for anything else. */
export function parseDecompose(text: string): CleaningStep {
  const [how, period, ...more] = text.split(':').map((part) => part.trim())
  if (!period || more.length > 0 || !['stl', 'stl-robust', 'classical'].includes(how))
    throw badInput(
      `--decompose takes stl, stl-robust or classical and a period, such as stl:288 or stl:1d, not "${text}".`,
    )
  return { step: 'decompose', on: true, channels: [], params: { period, how } }
}

const quoted = (text: string) => (/^[^\s"\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`)

/** Commas inside a channel's name are marked, as they part the names. */
const escaped = (name: string) => name.replace(/[,\\]/g, '\\$&')
const names = (list: string) =>
  [...list.matchAll(/(?:\\.|[^,\\])+/gs)]
    .map(([name]) => name.replace(/\\(.)/gs, '$1').trim())
    .filter((name) => name !== '')

/** Words parted by blanks, quotes taken off. */
function words(text: string): string[] {
  const found: string[] = []
  let word: string | null = null
  let inside = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]
    if (inside && sign === '\\' && i + 1 < text.length) word = (word ?? '') + text[++i]
    else if (sign === '"') {
      inside = !inside
      word ??= ''
    } else if (!inside && /\s/.test(sign)) {
      if (word !== null) found.push(word)
      word = null
    } else word = (word ?? '') + sign
  }
  if (inside) throw badInput(`A quote in the cleaning step "${text}" has no end.`)
  if (word !== null) found.push(word)
  return found
}
