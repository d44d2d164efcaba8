import type { PanelId } from '../../state/window/layout.svelte.ts'

export interface TourStep {
  title: string
  text: string
  /** What is said instead while nothing is trained. */
  untrained?: string
  /** What it points at, by test id: the first of these that is on the screen. */
  at: readonly string[]
  /** The panel that has to be open for it. */
  panel?: PanelId
  /** Whether a training that ends leads to the next step. */
  trains?: boolean
}

/** From a file to a report, in the order in which the work is done. */
export const tourSteps: readonly TourStep[] = [
  {
    title: 'Import',
    text: 'Your own data come in here, or are dropped on the window. How a file is read is guessed and shown before anything is kept.',
    at: ['import-more'],
  },
  {
    title: 'Label',
    text: 'In Label mode a drag over the chart marks a window and says what happened there. The sample has seven labels already; a model needs none.',
    at: ['mode-label'],
  },
  {
    title: 'Train',
    text: 'A detector is suggested for these data, with the reason. Press it once: training runs here, on this machine, and can be cancelled.',
    at: ['train', 'tab-model'],
    panel: 'model',
    trains: true,
  },
  {
    title: 'Threshold',
    text: 'After training Results shows what was found. What scores above the threshold is a detection: choose another rule here, or drag the dashed line under the chart.',
    untrained:
      'Nothing is trained yet: go back one step and press Train. Then this panel shows what was found, and the threshold that you can move.',
    at: ['threshold-value', 'tab-results'],
    panel: 'results',
  },
  {
    title: 'Report',
    text: 'Results also writes the report of a run as one file to hand on. Ctrl+K finds this and every other command, F1 opens the help.',
    untrained:
      'Once something is trained, this panel also writes its report, one file to hand on. Ctrl+K finds this and every other command, F1 opens the help.',
    at: ['report', 'palette'],
    panel: 'results',
  },
]
