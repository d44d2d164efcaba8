import type { Panel } from '../../panel.ts'
import { reviewCommands } from './commands.ts'
import ReviewPanel from './ReviewPanel.svelte'

export const reviewPanel: Panel<'review'> = {
  id: 'review',
  tab: 'Review',
  component: ReviewPanel,
  open: {
    id: 'review.panel',
    group: 'Window',
    title: 'Review panel: proposals',
    keys: ['Shift+q'],
    run: (s) => s.layout.showReview('proposals'),
  },
  commands: reviewCommands,
}
