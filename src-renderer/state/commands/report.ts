import type { Studio } from '../studio.svelte.ts'
import type { Command } from './command.ts'

const ready = (s: Studio) => s.runs.selected?.status === 'ready'

export const reportCommands: Command[] = [
  {
    id: 'report.html',
    group: 'Results',
    title: 'Report of the run…',
    when: (s) => ready(s) && s.reports.job === null,
    run: (s) => s.reports.write('html'),
  },
  {
    id: 'report.pdf',
    group: 'Results',
    title: 'Report of the run as PDF…',
    when: (s) => ready(s) && s.reports.job === null && s.project.info?.pdf === true,
    run: (s) => s.reports.write('pdf'),
  },
  {
    id: 'report.export',
    group: 'Results',
    title: 'Export scores, detections or labels as chosen in the Results panel…',
    when: ready,
    run: (s) => s.reports.exportTable(),
  },
]
