import type { PointStep } from '../../preprocessing/windows.ts'

const options = ['mean', 'inner-mean', 'max', 'all', 'last', 'center'] as const satisfies readonly PointStep[]

/** The declaration of how window scores become the scores of rows (`pointScores`), for detectors that look at windows. */
export const pointParam = (standard: (typeof options)[number]) =>
  ({
    kind: 'choice',
    options,
    default: standard,
    label: 'Score of a row',
    advanced: true,
    help:
      'Mean or max: of all windows over the row, so that rows before and after an anomaly share in it. Inner mean: at the ends, which few windows hold, that of the nearest row that is no end. ' +
      'All: high only if every window over the row is, which marks no row before the anomaly. Last: the window that ends on the row, as in live monitoring; it never looks ahead. Center: the window around the row.',
  }) as const
