import type { Studio } from '../studio.svelte.ts'
import type { Command } from './command.ts'

const when = (s: Studio) => s.datasets.selected !== null
const run = (s: Studio) => s.runs.selected !== null

export const modelCommands: Command[] = [
  {
    id: 'model.train',
    group: 'Model',
    title: 'Train',
    keys: ['Ctrl+Enter'],
    when: (s) => when(s) && !s.project.readOnly,
    run: (s) => s.train(),
  },
  { id: 'model.panel', group: 'Window', title: 'Model panel', run: (s) => s.layout.show('model') },
  {
    id: 'job.cancel',
    group: 'Model',
    title: 'Cancel the running job',
    when: (s) => s.jobs.running.length > 0,
    run: (s) => s.jobs.cancel(s.jobs.running[0].id),
  },
  { id: 'results.panel', group: 'Window', title: 'Results panel', run: (s) => s.layout.show('results') },
  { id: 'explain.panel', group: 'Window', title: 'Explain panel', run: (s) => s.layout.show('explain') },
  { id: 'compare.panel', group: 'Window', title: 'Compare panel', run: (s) => s.layout.show('compare') },
  {
    id: 'results.next',
    group: 'Results',
    title: 'Next detection',
    keys: ['d'],
    when: run,
    needs: 'a run',
    run: (s) => s.walk.stepDetection(1),
  },
  {
    id: 'results.previous',
    group: 'Results',
    title: 'Previous detection',
    keys: ['Shift+d'],
    when: run,
    needs: 'a run',
    run: (s) => s.walk.stepDetection(-1),
  },
  {
    id: 'results.threshold',
    group: 'Results',
    title: 'Threshold lab',
    keys: ['Shift+l'],
    when: run,
    needs: 'a run',
    run: (s) => s.layout.toggleDock('threshold'),
  },
  {
    id: 'results.export',
    group: 'Results',
    title: 'Export scores…',
    when: run,
    needs: 'a run',
    run: (s) => s.exportScores(),
  },
]
