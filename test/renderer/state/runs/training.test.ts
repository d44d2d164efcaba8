import { describe, expect, test } from 'vitest'
import type { Api } from '../../../../src-renderer/api.ts'
import { Notices } from '../../../../src-renderer/state/window/notices.svelte.ts'
import { merged } from '../../../../src-renderer/state/runs/merged-ranges.ts'
import { Training } from '../../../../src-renderer/state/runs/training.svelte.ts'
import { fakeDetectors, fakeThresholds } from '../../fake/fake-answers.ts'

const suggestion = {
  detector: 'conv-autoencoder',
  params: { window: 60 },
  threshold: { rule: 'mean-sigma', params: { k: 3 } },
  reasons: [{ what: 'a', why: 'b' }],
  mergeGapMs: 0,
  minDurationMs: 0,
  normal: { kind: 'beginning', ranges: [{ start: 0, end: 300 }], why: 'It is steady.' },
  steps: [{ step: 'counter', on: true, channels: ['full'], params: { per: 'h', over: 1 } }],
  leftOut: ['empty'],
  fits: [
    { detector: 'conv-autoencoder', params: { window: 60 }, needs: 61, enough: true },
    { detector: 'z-score', params: {}, needs: 2, enough: true },
  ],
}

/** A training whose suggestion comes when `answer` is called; `asked` holds the arguments of every call. */
async function training() {
  const asked: [string, unknown][] = []
  let answer = () => {}
  const call = (name: string, args: unknown) => {
    asked.push([name, args])
    if (name === 'detectors.list') return Promise.resolve({ detectors: fakeDetectors, thresholds: fakeThresholds })
    if (name === 'detectors.suggest') return new Promise((resolve) => (answer = () => resolve(suggestion)))
    return Promise.resolve({ job: 1, run: 1 })
  }
  const api = {
    call,
    on: () => () => {},
    dropped: () => Promise.reject(new Error('Nothing is dropped here.')),
  } as unknown as Api
  const made = new Training(api, new Notices())
  await made.start()
  made.look(false, {
    start: 0,
    end: 1000,
    stepMs: 1,
    channels: [
      { id: 1, name: 'full', min: 0, max: 9 },
      { id: 2, name: 'empty', min: null, max: null },
    ],
  })
  return { made, asked, answer: () => answer() }
}

describe('what is trained', () => {
  test('goes through the suggested steps, whichever detector looks at it, unless the person says no', async () => {
    const { made, asked, answer } = await training()
    const looking = made.suggest(1, null, 0)
    answer()
    await looking
    made.choose('z-score')
    await made.train(1, [1, 2], null)
    expect(asked.at(-1)).toMatchObject(['train.start', { steps: suggestion.steps }])
    made.stepped = false
    await made.train(1, [1, 2], null)
    expect(asked.at(-1)).toMatchObject(['train.start', { steps: [] }])
    // Other cleaning steps are another series: what was suggested for it is asked for again.
    void made.suggest(1, null, 0, [{ step: 'counter', on: true, channels: ['full'], params: {} }])
    expect(asked.at(-1)![0]).toBe('detectors.suggest')
  })

  test('is not a channel of one value, unless the person says so or there is no other', async () => {
    const { made } = await training()
    const channels = [
      { id: 1, name: 'flow', min: 0, max: 9 },
      { id: 2, name: 'longitude', min: 5, max: 5 },
      { id: 3, name: 'empty', min: null, max: null },
    ]
    made.look(false, { start: 0, end: 1000, stepMs: 1, channels })
    expect([...made.leftOut]).toEqual([2])
    made.toggleChannel(2)
    expect([...made.leftOut]).toEqual([])
    made.look(false, { start: 0, end: 1000, stepMs: 1, channels: channels.slice(1, 2) })
    expect([...made.leftOut]).toEqual([])
  })

  test('begins with what is suggested: detector, window, threshold', async () => {
    const { made, asked, answer } = await training()
    const looking = made.suggest(1, null, 0)
    expect(made.waits).toBe(true)
    answer()
    await looking
    expect(made.isSuggested).toBe(true)
    await made.train(1, [1, 2], null)
    expect(asked.at(-1)).toMatchObject([
      'train.start',
      { detector: 'conv-autoencoder', params: { window: 60 }, threshold: { rule: 'mean-sigma', params: { k: 3 } } },
    ])
  })

  test('is not changed under the hands of someone who has chosen meanwhile, who can go back with one click', async () => {
    const { made, answer } = await training()
    const looking = made.suggest(1, null, 0)
    made.choose('z-score')
    expect(made.waits).toBe(false)
    answer()
    await looking
    expect([made.detectorId, made.threshold, made.isSuggested]).toEqual(['z-score', null, false])
    made.takeSuggestion()
    expect([made.detectorId, made.isSuggested]).toEqual(['conv-autoencoder', true])
    made.set('window', 100)
    expect(made.isSuggested).toBe(false)
  })

  test('is asked for once per dataset, and again when the number of labels is another', async () => {
    const { made, asked, answer } = await training()
    for (const labels of [0, 0, 3]) {
      const looking = made.suggest(1, null, labels)
      answer()
      await looking
    }
    expect(asked.filter(([name]) => name === 'detectors.suggest').length).toBe(2)
  })

  test('remembers that labels recommended a detector, until another one is chosen', async () => {
    const { made, asked } = await training()
    made.choose('z-score', { labelSet: 7 })
    await made.train(1, [1, 2], 7)
    expect(asked.at(-1)).toMatchObject(['train.start', { chosenOn: { labelSet: 7 }, holdOut: { kind: 'nothing' } }])
    made.choose('conv-autoencoder')
    await made.train(1, [1, 2], 7)
    expect(asked.at(-1)).toMatchObject(['train.start', { chosenOn: null }])
  })

  test('holds out what was chosen, and purges by the window unless someone says otherwise', async () => {
    const { made, asked } = await training()
    made.holding.kind = 'last'
    made.holding.percent = 25
    await made.train(1, [1, 2], null)
    expect(asked.at(-1)).toMatchObject(['train.start', { holdOut: { kind: 'last', share: 0.25, purge: null } }])
    made.holding.kind = 'blocks'
    made.holding.purge = 9
    await made.train(1, [1, 2], null)
    expect(asked.at(-1)).toMatchObject(['train.start', { holdOut: { kind: 'blocks', blocks: 5, purge: 9 } }])
  })

  test('joins ranges that touch', () => {
    expect(
      merged([
        { start: 5, end: 9 },
        { start: 0, end: 5 },
        { start: 20, end: 21 },
      ]),
    ).toEqual([
      { start: 0, end: 9 },
      { start: 20, end: 21 },
    ])
  })

  test('says what is normal as suggested, with its sentence, and trains on it without the channels left out', async () => {
    const { made, asked, answer } = await training()
    const looking = made.suggest(1, 7, 0)
    answer()
    await looking
    expect(asked).toContainEqual(['detectors.suggest', { dataset: 1, labelSet: 7 }])
    expect([made.choice, made.why, [...made.leftOut]]).toEqual(['beginning', 'It is steady.', [2]])
    await made.train(1, [1, 2], null)
    expect(asked.at(-1)![1]).toMatchObject({ ranges: [{ start: 0, end: 300 }], channels: [1] })
  })

  test('learns from what was called normal, leaves out what was called an anomaly, and says so', async () => {
    const { made, asked, answer } = await training()
    const looking = made.suggest(1, 7, 0)
    answer()
    await looking
    expect(made.taught).toBeNull()
    made.call({ start: 500, end: 520 }, 'normal')
    made.call({ start: 290, end: 310 }, 'normal')
    await made.train(1, [1, 2], 7)
    expect(asked.at(-1)![1]).toMatchObject({
      ranges: [
        { start: 0, end: 310 },
        { start: 500, end: 520 },
      ],
      excludeLabels: false,
    })
    expect(made.taught).toBe('2 stretches that you called normal are learned from as well.')
    // Who thinks better of it is believed.
    made.call({ start: 500, end: 520 }, 'anomaly')
    await made.train(1, [1, 2], 7)
    expect(asked.at(-1)![1]).toMatchObject({ ranges: [{ start: 0, end: 310 }], excludeLabels: true })
    expect(made.taught).toBe(
      '1 stretch that you called normal is learned from as well; 1 stretch called an anomaly and all labels are left out.',
    )
    made.forgetCalls()
    await made.train(1, [1, 2], 7)
    expect(asked.at(-1)![1]).toMatchObject({ ranges: [{ start: 0, end: 300 }], excludeLabels: false })
  })

  test('has models of single blocks agree where nobody knows what is normal', async () => {
    const { made, asked } = await training()
    made.choice = 'unknown'
    await made.train(1, [1], null)
    expect(asked.at(-1)![1]).toMatchObject({ ranges: [], holdOut: { kind: 'blocks', blocks: 5, agree: true } })
  })

  test('keeps nothing of one project for the next', async () => {
    const { made } = await training()
    const fresh = (await training()).made
    made.set('window', 99)
    made.chooseThreshold('percentile')
    made.seed = 5
    made.holding.kind = 'last'
    made.holding.percent = 12
    made.holding.purge = 3
    made.addRange({ start: 1, end: 5 })
    made.choice = 'unknown'
    made.forget()
    made.look(false, { start: 0, end: 1000, stepMs: 1 })
    const shown = (t: typeof made) => [t.params, t.threshold, t.seed, t.holdOut, t.ranges, t.choice, [...t.leftOut]]
    expect(shown(made)).toEqual(shown(fresh))
  })
})

test('the list of detectors counts as unread once it was asked for in vain, and not while the engine starts', async () => {
  const answers = [Promise.reject(new Error('gone')), Promise.resolve({ detectors: fakeDetectors, thresholds: [] })]
  const api = { call: () => answers.shift(), on: () => () => {} } as unknown as Api
  const made = new Training(api, new Notices())
  const first = made.start()
  expect(made.unread).toBe(false)
  await first
  expect(made.unread).toBe(true)
  await made.start()
  expect([made.unread, made.detectors.length]).toEqual([false, fakeDetectors.length])
})
