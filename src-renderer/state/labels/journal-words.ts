import type { JournalEntry, Label } from '../../../src-main/shared/project.ts'
import { dateTime, lasting } from '../../charts/format.ts'

export interface JournalNames {
  zone: string
  classOf: (id: number) => string
  channelOf: (id: number) => string
}

/** What each label of a journal's entry was before and after: "end 2020-03-09 10:16:48 → 10:16:55". */
export function changesIn({ before, after }: Pick<JournalEntry, 'before' | 'after'>, names: JournalNames): string[] {
  const was = new Map(before.map((label) => [label.id, label]))
  const now = new Set(after.map((label) => label.id))
  const kept = after.flatMap((label) => {
    const old = was.get(label.id)
    return old ? [between(old, label, names)] : []
  })
  return [
    ...kept.filter(Boolean),
    ...before.filter((label) => !now.has(label.id)).map((label) => `− ${whole(label, names)}`),
    ...after.filter((label) => !was.has(label.id)).map((label) => `+ ${whole(label, names)}`),
  ]
}

function between(old: Label, label: Label, { zone, classOf, channelOf }: JournalNames): string {
  const parts: string[] = []
  const say = (name: string, a: string, b: string) => a === b || parts.push(`${name} ${a} → ${b}`)
  for (const edge of ['start', 'end'] as const) {
    if (old[edge] === label[edge]) continue
    const [a, b] = [dateTime(old[edge], zone), dateTime(label[edge], zone)]
    const day = a.slice(0, a.lastIndexOf(' ') + 1)
    parts.push(`${edge} ${a} → ${b.startsWith(day) ? b.slice(day.length) : b}`)
  }
  const channels = (ids: number[]) => (ids.length === 0 ? 'all' : ids.map(channelOf).join(', '))
  say('class', classOf(old.class), classOf(label.class))
  say('channels', channels(old.channels), channels(label.channels))
  say('status', old.status, label.status)
  say('certainty', `${Math.round(old.certainty * 100)} %`, `${Math.round(label.certainty * 100)} %`)
  say('note', quoted(old.note), quoted(label.note))
  return parts.join(', ')
}

const quoted = (note: string) => (note === '' ? 'none' : `“${note}”`)

function whole(label: Label, { zone, classOf }: JournalNames): string {
  const status = label.status === 'accepted' ? '' : `, ${label.status}`
  return `${classOf(label.class)} ${dateTime(label.start, zone)}, ${lasting(label)}${status}${label.note === '' ? '' : `, ${quoted(label.note)}`}`
}
