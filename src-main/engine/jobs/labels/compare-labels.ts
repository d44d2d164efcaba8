import { listLabels } from '../../../db/labels/labels.ts'
import { getSet } from '../../../db/labels/label-sets.ts'
import { rowsBetween, timeAxis } from '../../../db/series/series.ts'
import { badInput } from '../../../shared/errors.ts'
import type { RowRange } from '../../../shared/data/series.ts'
import { agreementByClass, disagreements } from '../../../analysis/metrics/agreement.ts'
import type { EngineCalls } from '../../protocol.ts'
import { withProject } from '../with-project.ts'

/** How far two label sets of a dataset agree. Labels that were rejected do not count; proposals do only where asked for. */
export function compareLabels({
  project,
  first,
  second,
  proposed,
}: EngineCalls['compareLabels']['args']): Promise<EngineCalls['compareLabels']['result']> {
  return withProject(project, (db) => {
    const { dataset, name } = getSet(db, first)
    const other = getSet(db, second)
    if (first === second) throw badInput(`"${name}" was to be compared with itself.`)
    if (other.dataset !== dataset) throw badInput(`"${name}" and "${other.name}" belong to different datasets.`)
    const labelsOf = (set: number) =>
      listLabels(db, { set }).filter(
        (label) => label.status === 'accepted' || (proposed && label.status === 'proposed'),
      )
    const [a, b] = [labelsOf(first), labelsOf(second)]
    const known = new Map<number, RowRange | null>()
    const rowsOf = ({ id, start, end }: { id: number; start: number; end: number }) => {
      if (!known.has(id)) known.set(id, rowsBetween(db, dataset, start, end))
      return known.get(id)!
    }
    return {
      first,
      second,
      classes: agreementByClass(a, b, rowsOf, timeAxis(db, dataset).rows),
      disagreements: disagreements(a, b),
    }
  })
}
