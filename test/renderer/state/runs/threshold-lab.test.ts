import { describe, expect, test } from 'vitest'
import { badInput } from '../../../../src-main/shared/errors.ts'
import { labPoints } from '../../../../src-main/analysis/threshold-lab/points.ts'
import { labView } from '../../../../src-main/analysis/threshold-lab/lab-view.ts'
import type { Run } from '../../../../src-main/shared/project.ts'
import type { Api } from '../../../../src-renderer/api.ts'
import { Announcer } from '../../../../src-renderer/state/window/announcer.svelte.ts'
import { Labels } from '../../../../src-renderer/state/labels/labels.svelte.ts'
import { Notices } from '../../../../src-renderer/state/window/notices.svelte.ts'
import { Project } from '../../../../src-renderer/state/data/project.svelte.ts'
import { Runs } from '../../../../src-renderer/state/runs/runs.svelte.ts'
import { budgetText, costText, ThresholdLab } from '../../../../src-renderer/state/runs/threshold-lab.svelte.ts'
import { Training } from '../../../../src-renderer/state/runs/training.svelte.ts'

const settle = (ms = 2) => new Promise((resolve) => setTimeout(resolve, ms))

/** 2,000 points, a rise at rows 500…519 and 1500…1519, of which the first is labelled; 15 minutes apart, so three weeks. */
const scores = Float64Array.from({ length: 2000 }, (_, i) =>
  i % 1000 >= 500 && i % 1000 < 520 ? 5 + (i % 1000) / 1000 : ((i * 7919) % 1000) / 1000,
)
const marked = Uint8Array.from(scores, (_, i) => Number(i >= 490 && i < 520))
const times = Float64Array.from(scores, (_, i) => i * 900_000)

const run = (id: number) =>
  ({
    id,
    status: 'ready',
    scores: 9,
    judgedOn: 'all',
    heldOut: null,
    oracle: false,
    thresholdValue: 0.95,
    detections: 0,
    threshold: { rule: 'percentile', params: { p: 99 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
  }) as unknown as Run

function open() {
  const asked: {
    name: string
    input: Record<string, unknown>
    answer: (value: unknown) => void
    fail: (message: string) => void
  }[] = []
  const listeners: Record<string, (payload: unknown) => void> = {}
  const api = {
    call: (name: string, input: Record<string, unknown>) =>
      new Promise((resolve, reject) =>
        asked.push({ name, input, answer: resolve, fail: (message) => reject(badInput(message)) }),
      ),
    on: (name: string, listener: (payload: unknown) => void) => void (listeners[name] = listener),
  } as unknown as Api
  const notices = new Notices()
  const labels = new Labels(api, notices, new Announcer())
  const studio = {
    api,
    runs: new Runs(api, notices),
    labels,
    project: new Project(api, notices),
    training: new Training(api, notices),
  }
  studio.runs.list = [run(1), run(2)]
  studio.runs.selectedId = 1
  const lab = new ThresholdLab(studio)
  const look = () => lab.look(studio.runs.selected, lab.key)
  const data = (points = true) => ({
    points: points ? labPoints(scores, times, null) : null,
    view: labView(scores, marked, null),
  })
  return {
    studio,
    lab,
    look,
    data,
    asked,
    listeners,
    labAsked: () => asked.filter((a) => a.name === 'runs.lab'),
    judged: () => asked.filter((a) => a.name === 'runs.judge'),
  }
}

async function opened() {
  const page = open()
  page.look()
  page.labAsked()[0].answer(page.data())
  await settle()
  return page
}

describe('the threshold lab', () => {
  test('asks for the points of a run once, and for what labels change alone', async () => {
    const { lab, look, labAsked, data } = await opened()
    expect(labAsked()[0].input).toEqual({ run: 1, labelSet: null, points: true })
    expect(lab.now!.numbers).toMatchObject({ threshold: 0.95, events: 1, eventsFound: 1 })
    look()
    expect(labAsked()).toHaveLength(1)
    const { points } = lab
    lab.look(run(1), [...lab.key.slice(1), 'changed'])
    expect(labAsked()[1].input).toMatchObject({ run: 1, points: false })
    labAsked()[1].answer(data(false))
    await settle()
    expect(lab.points).toBe(points)
  })

  test('never shows one run by the scores of another', async () => {
    const { studio, lab, look, labAsked, data } = open()
    look()
    studio.runs.selectedId = 2
    look()
    labAsked()[0].answer(data())
    await settle()
    expect(lab.now).toBeNull()
    expect(labAsked()[1].input).toMatchObject({ run: 2, points: true })
    labAsked()[1].answer(data())
    await settle()
    expect(lab.now).not.toBeNull()
    studio.runs.selectedId = 1
    expect(lab.now).toBeNull()
  })

  test('follows the hand, and stores where it is let go as a fixed threshold with the rules of the run', async () => {
    const { studio, lab, judged } = await opened()
    expect(lab.moving).toBeNull()
    lab.move(4)
    expect([lab.now!.numbers.detections, lab.moving!.numbers.eventsFound, judged().length]).toEqual([2, 1, 0])
    lab.release()
    expect(judged()[0].input).toEqual({
      run: 1,
      labelSet: null,
      threshold: { rule: 'fixed', params: { value: 4 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
    })
    expect(studio.runs.thresholdShown).toBe(4)
    judged()[0].fail('No.')
    await settle()
    expect([studio.runs.thresholdShown, lab.moving]).toEqual([0.95, null])
  })

  test('stores one common threshold in place of those of operating modes', async () => {
    const { studio, lab, judged } = await opened()
    const [{ threshold }] = studio.runs.list
    studio.runs.list = [{ ...run(1), threshold: { ...threshold, modes: { kind: 'class', class: 3 } } }]
    lab.move(4)
    lab.release()
    expect(judged()[0].input.threshold).not.toHaveProperty('modes')
  })

  test('only looks where the project can only be read', async () => {
    const { studio, lab, judged } = await opened()
    studio.project.current = {
      name: 'p',
      path: 'p',
      readOnly: true,
      readOnlyReason: 'It is open elsewhere.',
      interrupted: [],
    }
    lab.move(4)
    lab.release()
    expect([judged().length, studio.runs.thresholdShown]).toEqual([0, 4])
    lab.close()
    expect(studio.runs.thresholdShown).toBe(0.95)
  })

  test('goes to a budget, which is no oracle, and to the cheapest threshold, which is one', async () => {
    const { lab, judged } = await opened()
    lab.goals = { budget: 1, missedCosts: 10 }
    await lab.search('budget')
    expect(lab.outcome).toMatchObject({
      goal: 'budget',
      oracle: false,
      text: expect.stringMatching(/^The lowest threshold within the budget: [23] alarms, (0\.7|1) per week\.$/),
    })
    expect(judged()[0].input.threshold).not.toHaveProperty('oracleValue')
    // It looked at what is judged all the same, and that is kept with it.
    expect(judged()[0].input.threshold).toHaveProperty('chosenOnJudged', lab.outcome!.threshold)
    await lab.search('cost')
    expect(lab.outcome).toMatchObject({
      goal: 'cost',
      oracle: true,
      text: 'Cheapest: 0 missed events and 1 false alarm, together 1 false alarm.',
    })
    lab.move(0.5)
    expect(lab.outcome).toBeNull()
  })

  test('gives up a search when the hand moves', async () => {
    const { studio, lab, judged } = await opened()
    const search = lab.search('budget')
    lab.move(0.7)
    await search
    expect([judged().length, lab.searching, lab.outcome, studio.runs.thresholdShown]).toEqual([0, false, null, 0.7])
  })

  test('gives its memory back when it is closed, also while an answer is under way', async () => {
    const { lab, look, labAsked, data } = open()
    look()
    lab.close()
    labAsked()[0].answer(data())
    await settle()
    expect([lab.points, lab.view, lab.loading]).toEqual([null, null, false])
  })
})

describe('what a search says', () => {
  const found = { alarms: 3, alarmsPerWeek: 1.25, events: 4, eventsFound: 3, falseAlarms: 2 } as Parameters<
    typeof costText
  >[0] &
    object

  test('is a sentence, also where there is nothing to find', () => {
    expect(budgetText(found, found, 5)).toBe('The lowest threshold within the budget: 3 alarms, 1.3 per week.')
    expect(budgetText({ ...found, alarmsPerWeek: 3.004 }, found, 3)).toBe(
      'The lowest threshold within the budget: 3 alarms, 3 per week.',
    )
    expect(budgetText({ ...found, alarms: 1, alarmsPerWeek: 659 }, found, 5)).toBe(
      'The lowest threshold with 1 alarm, 659 per week: these data are too short to come nearer to 5 alarms per week.',
    )
    expect(budgetText(null, found, 1)).toBe(
      'No threshold that detects anything keeps to 1 alarm per week; the highest one raises 3 alarms, 1.3 per week.',
    )
    expect(budgetText(null, null, 1)).toBe('No threshold detects anything.')
    expect(costText(found, 10)).toBe('Cheapest: 1 missed event and 2 false alarms, together 12 false alarms.')
    expect(costText({ ...found, alarms: 0, eventsFound: 0, falseAlarms: 0 }, 2)).toBe(
      'No alarm at all is cheapest: it misses 4 events, which cost 8 false alarms.',
    )
  })
})
