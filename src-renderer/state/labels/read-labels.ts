import { labelsPage, mostListed } from '../../../src-main/shared/labels/label-limits.ts'
import type { Label } from '../../../src-main/shared/project.ts'
import type { Api } from '../../api.ts'

/**
 * The labels of a set, at most `mostListed`, sorted by start: page by page, so that neither the app nor the window stops for them.
 * onPage — told how many there are so far, where there are more; answers whether the rest is still wanted. null where it is not.
 */
export async function readLabels(api: Api, set: number, onPage: (so: number) => boolean): Promise<Label[] | null> {
  const found = new Map<number, Label>()
  let after: { start: number; id: number } | null = null
  do {
    const page: Label[] = await api.call('labels.list', { set, after })
    // One that was moved while the pages were read may be on two of them.
    for (const label of page) found.set(label.id, label)
    // A damaged one has no place.
    const last: Label | undefined = page.findLast((label) => !label.broken)
    after = page.length < labelsPage || !last ? null : { start: last.start, id: last.id }
    if (after && !onPage(found.size)) return null
  } while (after && found.size < mostListed)
  return [...found.values()].slice(0, mostListed)
}
