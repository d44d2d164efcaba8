export type PanelTab = 'data' | 'label' | 'review' | 'model' | 'results' | 'explain' | 'compare'

/** What is open around the chart. */
export class Layout {
  tab = $state<PanelTab>('model')
  left = $state(true)
  right = $state(true)
  overlay = $state<'palette' | 'keys' | null>(null)

  show(tab: PanelTab) {
    this.tab = tab
    this.right = true
  }
}
