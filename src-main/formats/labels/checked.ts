import type { FileLabel } from '../../shared/labels/file-label.ts'
import type { LabelContext, ParsedLabels } from './label-format.ts'

/** A label as found, with the place to name when something is wrong with it. */
export interface FoundLabel extends FileLabel {
  /** "line 4", "result 2 of task 1". */
  where: string
}

/**
 * The checks that all formats share: times that can be read, start before end. Labels that cannot be used are left out and
 * counted, the first one named. Channels get the dataset's spelling; what is beside the data stays, see fitToData.
 */
export function checked(found: FoundLabel[], context: Pick<LabelContext, 'channels'>): ParsedLabels {
  const problems: string[] = []
  const tell = (list: FoundLabel[], one: string, many: string) => {
    if (list.length)
      problems.push(
        list.length === 1
          ? `${list[0].where[0].toUpperCase()}${list[0].where.slice(1)} ${one}.`
          : `${list.length.toLocaleString('en')} labels ${many}; the first: ${list[0].where}.`,
      )
  }
  const unreadable = found.filter((label) => !Number.isFinite(label.start) || !Number.isFinite(label.end))
  const reversed = found.filter((label) => label.end < label.start)
  tell(unreadable, 'has a time that cannot be read and is left out', 'have a time that cannot be read and are left out')
  tell(reversed, 'ends before it starts and is left out', 'end before they start and are left out')
  const usable = found.filter((label) => label.start <= label.end)

  const known = new Map(context.channels.map((name) => [name.toLowerCase(), name]))
  const labels = usable.map(({ where: _, ...label }) => ({
    ...label,
    channels: [...new Set(label.channels.flatMap((name) => known.get(name.toLowerCase()) ?? name))],
  }))
  return { labels: labels.sort((a, b) => a.start - b.start || a.end - b.end), problems }
}
