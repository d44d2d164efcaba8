import type { Measure } from '../../../src-main/shared/measures.ts'

const first = ['Precision', 'Recall', 'F1', 'Standard-F1', 'AUC-ROC', 'AUC-PR']

/** A measure's name at the beginning of a row: "precision" becomes "Precision". */
export const titled = (id: string) => id.charAt(0).toUpperCase() + id.slice(1)

/** The measures that everybody knows, in their usual order, and all others as they come. */
export function ordered(values: readonly Measure[]): { first: Measure[]; more: Measure[] } {
  const known = first.flatMap(id => values.filter(m => m.id.toLowerCase() === id.toLowerCase() && !m.oracle))
  return { first: known, more: values.filter(m => !known.includes(m)) }
}
