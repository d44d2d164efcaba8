export type PanelTab = 'data' | 'label' | 'review' | 'model' | 'results' | 'explain' | 'compare'
export type ReviewPart = 'proposals' | 'sets' | 'journal'
/** What can lie under the chart, as wide as it. */
export type DockTab = 'threshold' | 'errors' | 'comparison'

const smallest = 140

/** What is open around the chart. */
export class Layout {
  tab = $state<PanelTab>('model')
  reviewPart = $state<ReviewPart>('proposals')
  left = $state(true)
  right = $state(true)
  dock = $state<DockTab | null>(null)
  /** Pixels. */
  dockHeight = $state(260)
  overlay = $state<'palette' | 'keys' | null>(null)

  show(tab: PanelTab) {
    this.tab = tab
    this.right = true
  }

  showReview(part: ReviewPart) {
    this.reviewPart = part
    this.show('review')
  }

  /** Opens a pane under the chart; closes it where it is open already. */
  toggleDock(tab: DockTab) {
    this.dock = this.dock === tab ? null : tab
  }

  /** The chart keeps at least as much as the dock may lose. */
  resizeDock(height: number, room: number) {
    this.dockHeight = Math.round(Math.max(smallest, Math.min(height, room - smallest)))
  }
}
