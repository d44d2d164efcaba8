import { isoTime } from './label-times.ts'
import type { FileLabel } from '../../shared/labels/file-label.ts'
import type { Channel, Label, LabelClass } from '../../shared/project.ts'

/** Labels as files hold them: class and channels by name instead of by id. */
export function fileLabelsOf(
  labels: readonly Label[],
  classes: readonly LabelClass[],
  channels: readonly Channel[],
): FileLabel[] {
  const className = new Map(classes.map(({ id, name }) => [id, name]))
  const channelName = new Map(channels.map(({ id, name }) => [id, name]))
  return labels.map((label) => ({
    start: label.start,
    end: label.end,
    class: className.get(label.class) ?? '',
    channels: label.channels.flatMap((id) => channelName.get(id) ?? []),
    note: label.note,
    status: label.status,
    certainty: label.certainty,
  }))
}

/**
 * What of a file's labels can lie on a dataset. Labels beside the data are left out, those that reach beyond are cut
 * to it, unknown channels are taken away; each is counted in a sentence.
 */
export function fitToData(
  labels: readonly FileLabel[],
  { start, end, channels, name }: { start: number; end: number; channels: readonly string[]; name: string },
): { labels: FileLabel[]; problems: string[] } {
  const known = new Set(channels)
  if (labels.length > 0 && labels.every((label) => label.end < start || label.start > end))
    return { labels: [], problems: [elsewhere(labels, { start, end, name })] }
  const inside = labels.filter((label) => label.end >= start && label.start <= end)
  const cut = inside.filter((label) => label.start < start || label.end > end).length
  const unknown = new Set(inside.flatMap((label) => label.channels.filter((channel) => !known.has(channel))))
  // A label on unknown channels only would come to lie on all channels: it says something else then.
  const kept = inside.filter(
    (label) => label.channels.length === 0 || label.channels.some((channel) => known.has(channel)),
  )
  const outside = labels.length - inside.length
  const lost = inside.length - kept.length
  return {
    labels: kept.map((label) => ({
      ...label,
      start: Math.max(label.start, start),
      end: Math.min(label.end, end),
      channels: label.channels.filter((channel) => known.has(channel)),
    })),
    problems: [
      outside > 0 && `${many(outside)} outside the data of "${name}" and ${outside === 1 ? 'was' : 'were'} left out.`,
      cut > 0 && `${many(cut)} partly outside the data and ${cut === 1 ? 'was' : 'were'} cut to fit.`,
      unknown.size > 0 &&
        `There ${unknown.size === 1 ? 'is no channel' : 'are no channels'} named ${[...unknown]
          .slice(0, 5)
          .map((channel) => `"${channel}"`)
          .join(
            ', ',
          )}${unknown.size > 5 ? ` and ${(unknown.size - 5).toLocaleString('en')} others` : ''} in "${name}".`,
      lost > 0 && `${many(lost)} only on unknown channels and ${lost === 1 ? 'was' : 'were'} left out.`,
    ].filter((problem) => problem !== false),
  }
}

/** What is said where no label lies on the data. */
function elsewhere(
  labels: readonly FileLabel[],
  { start, end, name }: { start: number; end: number; name: string },
): string {
  const [first, last] = labels.reduce(
    ([low, high], label) => [Math.min(low, label.start), Math.max(high, label.end)],
    [Infinity, -Infinity],
  )
  const which =
    labels.length === 1
      ? 'The label of the file lies'
      : `All ${labels.length.toLocaleString('en')} labels of the file lie`
  return `${which} outside the data of "${name}": from ${isoTime(first)} to ${isoTime(last)}, the data from ${isoTime(start)} to ${isoTime(end)}. The file may be about another dataset, or its times in another zone.`
}

const many = (n: number) => (n === 1 ? '1 label lies' : `${n.toLocaleString('en')} labels lie`)
