import type { Studio } from '../studio.svelte.ts'
import type { Command } from './command.ts'

const when = (s: Studio) => s.datasets.selected !== null
const noLabel = (s: Studio) => when(s) && s.labels.chosen.length === 0

export const viewCommands: Command[] = [
  { id: 'view.select', group: 'View', title: 'Select mode: drag to pan', keys: ['v'], when, run: s => (s.view.mode = 'select') },
  { id: 'view.label', group: 'View', title: 'Label mode: drag to mark', keys: ['l'], when, run: s => s.labelMode() },
  { id: 'view.zoomMode', group: 'View', title: 'Zoom mode: drag to zoom', keys: ['z'], when, run: s => (s.view.mode = 'zoom') },
  { id: 'view.range', group: 'View', title: 'Training range mode: drag to choose what is trained on', keys: ['Shift+r'], when, run: s => s.rangeMode() },
  { id: 'view.in', group: 'View', title: 'Zoom in', keys: ['+', '=', 'ArrowUp'], when, run: s => s.view.zoom(1 / 1.5, s.view.cursor ?? undefined) },
  { id: 'view.out', group: 'View', title: 'Zoom out', keys: ['-', 'ArrowDown'], when, run: s => s.view.zoom(1.5, s.view.cursor ?? undefined) },
  { id: 'view.all', group: 'View', title: 'Show everything', keys: ['0'], when, run: s => s.view.showAll() },
  { id: 'view.left', group: 'View', title: 'Pan to earlier', keys: ['ArrowLeft'], when: noLabel, needs: 'no label to be selected', run: s => s.view.pan(-0.15) },
  { id: 'view.right', group: 'View', title: 'Pan to later', keys: ['ArrowRight'], when: noLabel, needs: 'no label to be selected', run: s => s.view.pan(0.15) },
  { id: 'view.pageLeft', group: 'View', title: 'Pan a screen to earlier', keys: ['Shift+ArrowLeft'], when: noLabel, needs: 'no label to be selected', run: s => s.view.pan(-0.9) },
  { id: 'view.pageRight', group: 'View', title: 'Pan a screen to later', keys: ['Shift+ArrowRight'], when: noLabel, needs: 'no label to be selected', run: s => s.view.pan(0.9) },
  { id: 'view.home', group: 'View', title: 'Go to the start', keys: ['Home'], when, run: s => s.view.show(s.view.limits.start, s.view.limits.start + s.view.end - s.view.start) },
  { id: 'view.end', group: 'View', title: 'Go to the end', keys: ['End'], when, run: s => s.view.show(s.view.limits.end - (s.view.end - s.view.start), s.view.limits.end) },
  { id: 'view.fit', group: 'View', title: 'Fit value axes to what is seen, or to everything', keys: ['y'], when, run: s => (s.view.fitValues = !s.view.fitValues) },
  { id: 'view.channels', group: 'View', title: 'Show all channels', when, run: s => s.datasets.showAll() },
]
