import type { Panel } from '../../panel.ts'
import RankingPanel from './RankingPanel.svelte'

export const rankingPanel: Panel<'ranking'> = {
  id: 'ranking',
  tab: 'Compare',
  component: RankingPanel,
  open: {
    id: 'ranking.panel',
    group: 'Window',
    title: 'Compare panel',
    keys: ['Shift+o'],
    run: (s) => s.layout.show('ranking'),
  },
  commands: [],
}
