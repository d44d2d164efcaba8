import type { Studio } from '../studio.svelte.ts'

/** When commands can be done. */
export const looking = (s: Studio) => s.datasets.selected !== null
export const writing = (s: Studio) => looking(s) && !s.project.readOnly
export const hasChosenLabels = (s: Studio) => writing(s) && s.labels.selection.chosen.length > 0
export const hasRun = (s: Studio) => s.runs.selected !== null
export const hasReadyRun = (s: Studio) => s.runs.selected?.status === 'ready'
