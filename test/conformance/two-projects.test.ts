import { expect, test, vi } from 'vitest'
import { render } from 'svelte/server'
import { apiOf } from '../../src-renderer/api.ts'
import { panels, panes } from '../../src-renderer/panels.ts'
import { Studio } from '../../src-renderer/state/studio.svelte.ts'
import { fakeBridge } from '../renderer/fake/fake-bridge.ts'
import InStudio from './InStudio.svelte'

const nothingStored = { getItem: () => null, setItem: () => {} }
vi.stubGlobal('localStorage', nothingStored)
vi.stubGlobal('window', {
  localStorage: nothingStored,
  matchMedia: () => ({ matches: false, addEventListener: () => {} }),
})

async function started() {
  const studio = new Studio(apiOf(fakeBridge({ pause: 0, labels: false, epochMs: 1 })))
  await studio.start()
  return studio
}

/** What the page does when it shows a project and its first dataset. */
async function open(studio: Studio) {
  await studio.project.openSample(studio.files)
  await studio.lookAtProject()
  await studio.lookAtDataset()
  const dataset = studio.datasets.selected!
  await studio.training.suggest(dataset.id, null, 0)
}

/** Everything that a person can set or has found out, in panels that outlive a project. */
const stateOf = ({
  training,
  ranking,
  lab,
  explaining,
  review,
  view,
  strangest,
  runTables,
  eventErrors,
  notices,
}: Studio) => ({
  runTables: [
    runTables.table,
    runTables.current,
    runTables.known,
    runTables.pooled,
    runTables.shows,
    runTables.problem,
    runTables.jobId,
    [...runTables.detections],
  ],
  eventErrors: [
    eventErrors.list,
    eventErrors.filter,
    eventErrors.lateShare,
    eventErrors.selectedKey,
    eventErrors.problem,
  ],
  notices: notices.list.map(({ message }) => message),
  training: {
    detector: training.detectorId,
    params: training.params,
    threshold: training.threshold,
    choice: training.choice,
    ranges: training.ranges,
    leftOut: [...training.leftOut],
    seed: training.seed,
    holdOut: training.holdOut,
    chosenOn: training.chosenOn,
    problem: training.problem,
    jobId: training.jobId,
    called: training.called,
  },
  ranking: [ranking.result, ranking.jobId, ranking.problem, ranking.learning, ranking.ensemble],
  lab: [lab.goals, lab.logarithmic, lab.outcome, lab.view, lab.problem],
  explaining: [
    explaining.baseline,
    explaining.heat,
    explaining.overlay,
    explaining.found,
    explaining.importance,
    explaining.nearest,
    explaining.members,
    explaining.drift,
    explaining.problem,
  ],
  review: [review.order, review.said, review.problem, review.answered],
  view: [view.mode, view.rangeFor, view.fitValues],
  strangest: [strangest.list, strangest.selected, [...strangest.said]],
})

test('a second project begins like the first one that is opened', async () => {
  const fresh = await started()
  await open(fresh)
  const studio = await started()
  await open(studio)
  const { training, ranking, lab, explaining, review, view, runTables, eventErrors } = studio
  training.holding.kind = 'blocks'
  training.holding.blocks = 7
  training.addRange({ start: 1, end: 2 })
  training.toggleChannel(1)
  training.set('window', 77)
  training.chooseThreshold('maximum')
  training.seed = 9
  training.call({ start: 1, end: 2 }, 'normal')
  training.jobId = 4
  training.problem = 'No.'
  ranking.learning = { updateEvery: 5, keep: 6, acceptAfter: 7 }
  ranking.ensemble = { standardise: 'rank', combine: 'votes', k: 3 }
  ranking.problem = 'No.'
  lab.goals = { budget: 99, missedCosts: 1 }
  lab.logarithmic = true
  explaining.heat = true
  explaining.overlay = true
  explaining.baseline = 'median'
  explaining.problem = 'No.'
  // Runs are numbered anew in each project: this would be shown beside a run of the next one.
  explaining.importance = { run: 1, found: { channels: [] } as never }
  review.order = 'time'
  review.said = 'Proposed.'
  view.mode = 'range'
  view.rangeFor = 'threshold'
  view.fitValues = false
  runTables.pooled = true
  runTables.shows = 'scores'
  runTables.jobId = 3
  runTables.problem = 'No.'
  runTables.detections = new Map([[1, []]])
  eventErrors.filter = 'late'
  eventErrors.lateShare = 0.9
  eventErrors.selectedKey = 'missed 1 2'
  eventErrors.problem = 'No.'
  studio.notices.say('Of the project before.', 'error')
  expect(stateOf(studio)).not.toEqual(stateOf(fresh))

  await studio.project.close()
  await open(studio)
  expect(stateOf(studio)).toEqual(stateOf(fresh))
  for (const { id, component } of [...panels, ...panes]) {
    const shown = (one: Studio) => render(InStudio, { props: { studio: one, component } }).body
    expect(shown(studio), id).toBe(shown(fresh))
  }
})
