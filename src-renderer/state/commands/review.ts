import type { Studio } from '../studio.svelte.ts'
import type { Command } from './command.ts'

const looking = (s: Studio) => s.datasets.selected !== null
const writing = (s: Studio) => looking(s) && !s.project.readOnly
const chosen = (s: Studio) => writing(s) && s.labels.chosen.length > 0

export const reviewCommands: Command[] = [
  { id: 'label.next', group: 'Review', title: 'Next label, or whatever is gone through', keys: ['n'], when: looking, run: s => s.walk.step(1) },
  { id: 'label.previous', group: 'Review', title: 'Previous one', keys: ['p'], when: looking, run: s => s.walk.step(-1) },
  { id: 'walk.change', group: 'Review', title: 'Go through labels, proposals, detections, disagreements or gaps', keys: ['w'], when: looking, run: s => s.walk.change() },
  { id: 'walk.nextGap', group: 'Review', title: 'Next gap', keys: ['h'], when: looking, run: s => s.walk.stepGap(1) },
  { id: 'walk.previousGap', group: 'Review', title: 'Previous gap', keys: ['Shift+h'], when: looking, run: s => s.walk.stepGap(-1) },
  { id: 'walk.nextDisagreement', group: 'Review', title: 'Next disagreement', keys: ['x'], when: looking, run: s => s.walk.stepDisagreement(1) },
  { id: 'walk.previousDisagreement', group: 'Review', title: 'Previous disagreement', keys: ['Shift+x'], when: looking, run: s => s.walk.stepDisagreement(-1) },
  { id: 'label.accept', group: 'Review', title: 'Accept', keys: ['a'], when: chosen, needs: 'a selected label', run: s => s.answer('accepted') },
  { id: 'label.reject', group: 'Review', title: 'Reject', keys: ['r'], when: chosen, needs: 'a selected label', run: s => s.answer('rejected') },
  { id: 'label.undecide', group: 'Review', title: 'Make it a proposal again', keys: ['u'], when: chosen, needs: 'a selected label', run: s => s.tools.setStatus('proposed') },
  { id: 'review.next', group: 'Review', title: 'Next proposal in the order of review', keys: ['q'], when: looking, run: s => s.nextProposal() },
  { id: 'review.similar', group: 'Review', title: 'Propose windows like the selected label', keys: ['f'], when: s => writing(s) && s.labels.selected !== null, needs: 'a selected label', run: s => s.findSimilar() },
  { id: 'review.retrain', group: 'Review', title: 'Train on the labels', keys: ['Ctrl+Shift+Enter'], when: writing, run: s => s.retrain() },
  { id: 'review.panel', group: 'Window', title: 'Review panel: proposals', run: s => s.layout.showReview('proposals') },
  { id: 'review.sets', group: 'Window', title: 'Compare label sets', run: s => s.layout.showReview('sets') },
  { id: 'review.journal', group: 'Window', title: 'Journal', run: s => s.layout.showReview('journal') },
]
