/** The panels at the side. What each is, panels.ts tells. */
export const panelIds = ['data', 'cleaning', 'label', 'review', 'model', 'results', 'explain', 'ranking'] as const
export type PanelId = (typeof panelIds)[number]
/** The panes that can lie under the chart, as wide as it. */
export const paneIds = ['threshold', 'explore', 'event-errors', 'run-table', 'alarms', 'drift', 'sites'] as const
export type PaneId = (typeof paneIds)[number]
export type ReviewPart = 'proposals' | 'sets' | 'journal'

const smallest = 140

/** What is open around the chart. */
export class Layout {
  panel = $state<PanelId>('model')
  reviewPart = $state<ReviewPart>('proposals')
  left = $state(true)
  right = $state(true)
  pane = $state<PaneId | null>(null)
  /** Pixels. */
  dockHeight = $state(260)
  overlay = $state<'palette' | 'keys' | 'about' | null>(null)

  show(panel: PanelId) {
    this.panel = panel
    this.right = true
  }

  showReview(part: ReviewPart) {
    this.reviewPart = part
    this.show('review')
  }

  /** Opens a pane under the chart; closes it where it is open already. */
  togglePane(pane: PaneId) {
    this.pane = this.pane === pane ? null : pane
  }

  /** The chart keeps at least as much as the dock may lose. */
  resizeDock(height: number, room: number) {
    this.dockHeight = Math.round(Math.max(smallest, Math.min(height, room - smallest)))
  }
}
