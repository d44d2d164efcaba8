import type { Monitor } from './monitors.ts'
import type { Channel } from '../project.ts'

/** What kind of monitor it is, as the board says it. */
export function kindOf({ rule }: Pick<Monitor, 'rule'>): string {
  if (rule === null) return 'run'
  if (rule.source.kind === 'similar') return 'search'
  return rule.source.kind === 'run-rules' ? 'control chart' : 'rule'
}

const books = { limits: 'three sigma', 'western-electric': 'Western Electric rules', nelson: 'Nelson rules' }

/** What a monitor looks at, in words: "motor temperature above 80 °C". run — the name of its run. */
export function monitorInWords(
  { rule }: Pick<Monitor, 'rule'>,
  channels: readonly Pick<Channel, 'id' | 'name' | 'unit'>[],
  run: string | null,
): string {
  if (rule === null) return `the score of "${run ?? 'a run that is gone'}" above its threshold`
  const { source } = rule
  const own = rule.channels.map(({ id }) => channels.find((one) => one.id === id))
  const isEach = 'channels' in source && source.channels.length === 0
  const who = isEach ? 'each channel' : own.map((one) => one?.name ?? 'a channel that is gone').join(', ')
  const unit = !isEach && own.length === 1 && own[0]?.unit ? ` ${own[0].unit}` : ''
  const rows = (n: number | undefined) => (n !== undefined && n > 1 ? ` for ${n.toLocaleString('en')} rows` : '')
  switch (source.kind) {
    case 'limit': {
      const sides = [
        source.below !== null && `below ${source.below}${unit}`,
        source.above !== null && `above ${source.above}${unit}`,
      ].filter(Boolean)
      return `${who} ${sides.join(' or ')}${rows(source.points)}`
    }
    case 'flat':
      return `${who} flat${source.tolerance > 0 ? ` within ${source.tolerance}${unit}` : ''}${rows(source.points)}`
    case 'rate':
      return `${who} changing by more than ${source.perSecond}${unit} per second${rows(source.points)}`
    case 'missing':
      return `${who} without values${rows(source.points)}`
    case 'run-rules':
      return `${who} out of control, ${books[source.rules]}`
    case 'similar':
      return `${who} like the example of ${new Date(source.start).toISOString().slice(0, 16).replace('T', ' ')}, correlation from ${rule.least}`
    default:
      return who
  }
}
