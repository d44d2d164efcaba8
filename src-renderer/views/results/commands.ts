import type { Command } from '../../state/commands/command.ts'
import { hasReadyRun, hasRun } from '../../state/commands/when.ts'
import type { Studio } from '../../state/studio.svelte.ts'

const hasChosen = (s: Studio) => s.strangest.selected !== null && !s.project.readOnly
const canReport = (s: Studio) => hasReadyRun(s) && s.reports.job === null

export const resultsCommands: readonly Command[] = [
  {
    id: 'results.next',
    group: 'Results',
    title: 'Next detection',
    keys: ['d'],
    when: hasRun,
    needs: 'a run',
    run: (s) => s.walk.stepDetection(1),
  },
  {
    id: 'results.previous',
    group: 'Results',
    title: 'Previous detection',
    keys: ['Shift+d'],
    when: hasRun,
    needs: 'a run',
    run: (s) => s.walk.stepDetection(-1),
  },
  {
    id: 'results.strangest',
    group: 'Results',
    title: 'Next of the strangest stretches',
    keys: ['Alt+s'],
    when: (s) => s.strangest.list.length > 0,
    needs: 'a run',
    run: (s) => s.strangest.next(),
  },
  {
    id: 'results.anomaly',
    group: 'Results',
    title: 'The strangest stretch shown is an anomaly',
    keys: ['Alt+a'],
    when: hasChosen,
    needs: 'a strangest stretch',
    run: (s) => s.strangest.callAnomaly(s.strangest.selected!),
  },
  {
    id: 'results.normal',
    group: 'Results',
    title: 'The strangest stretch shown is normal',
    keys: ['Alt+n'],
    when: hasChosen,
    needs: 'a strangest stretch',
    run: (s) => s.strangest.callNormal(s.strangest.selected!),
  },
  {
    id: 'results.export',
    group: 'Results',
    title: 'Export scores…',
    when: hasRun,
    needs: 'a run',
    run: (s) => s.reports.exportScores(),
  },
  {
    id: 'results.model',
    group: 'Results',
    title: 'Export the model…',
    when: hasReadyRun,
    needs: 'a run',
    run: (s) => s.reports.exportModel(),
  },
  {
    id: 'report.html',
    group: 'Results',
    title: 'Report of the run…',
    when: canReport,
    run: (s) => s.reports.write('html'),
  },
  {
    id: 'report.pdf',
    group: 'Results',
    title: 'Report of the run as PDF…',
    when: (s) => canReport(s) && s.project.info?.pdf === true,
    run: (s) => s.reports.write('pdf'),
  },
  {
    id: 'report.export',
    group: 'Results',
    title: 'Export scores, detections or labels as chosen in the Results panel…',
    when: hasReadyRun,
    run: (s) => s.reports.exportTable(),
  },
]
