import type { Panel } from './panel.ts'
import type { PanelId, PaneId } from './state/window/layout.svelte.ts'
import { alarmsPane } from './views/alarms/pane.ts'
import { cleaningPanel } from './views/cleaning/panel.ts'
import { dataPanel } from './views/data/panel.ts'
import { driftPane } from './views/drift/pane.ts'
import { eventErrorsPane } from './views/event-errors/pane.ts'
import { explainPanel } from './views/explain/panel.ts'
import { explorePane } from './views/explore/pane.ts'
import { labelPanel } from './views/label/panel.ts'
import { modelPanel } from './views/model/panel.ts'
import { rankingPanel } from './views/ranking/panel.ts'
import { resultsPanel } from './views/results/panel.ts'
import { reviewPanel } from './views/review/panel.ts'
import { sitesPane } from './views/sites/pane.ts'
import { runTablePane } from './views/run-table/pane.ts'
import { watchPane } from './views/watch/pane.ts'
import { thresholdPane } from './views/threshold/pane.ts'

/** Every panel at the side, in the order of its tabs. */
export const panels: readonly Panel<PanelId>[] = [
  dataPanel,
  cleaningPanel,
  labelPanel,
  reviewPanel,
  modelPanel,
  resultsPanel,
  explainPanel,
  rankingPanel,
]

/** Every pane under the chart, in the order of its tabs. */
export const panes: readonly Panel<PaneId>[] = [
  thresholdPane,
  explorePane,
  eventErrorsPane,
  runTablePane,
  alarmsPane,
  watchPane,
  driftPane,
  sitesPane,
]
