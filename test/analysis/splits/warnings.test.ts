import { describe, expect, test } from 'vitest'
import { labelledIn, warningsOf, type JudgementFacts } from '../../../src-main/analysis/splits/warnings.ts'

/** 1,000 rows, two labelled windows of ten rows; the first 690 trained on, the last 300 held out. */
const labels = new Uint8Array(1000).fill(1, 100, 110).fill(1, 800, 810)
const honest: JudgementFacts = {
  learns: 'normal',
  labels,
  judged: { first: 700, last: 999 },
  trained: [
    { first: 0, last: 99 },
    { first: 110, last: 689 },
  ],
  elsewhere: null,
  heldOut: { first: 700, last: 999 },
  window: 10,
  purge: 10,
  threshold: { sawLabels: false, sawScores: false },
  chosenOnTheseLabels: false,
  looksTheSame: false,
}
const codes = (change: Partial<JudgementFacts>) => warningsOf({ ...honest, ...change }).map(({ code }) => code)
const said = (change: Partial<JudgementFacts>) =>
  warningsOf({ ...honest, ...change })
    .map(({ message }) => message)
    .join(' ')

describe('what is said about a judgement', () => {
  test('is nothing where held-out rows are judged by a purged model with a threshold of its own', () => {
    expect(codes({})).toEqual([])
  })

  test('counts the labelled anomalies that training took for normal', () => {
    expect(codes({ trained: [{ first: 0, last: 689 }] })).toEqual(['trained-on-labelled'])
    expect(said({ trained: [{ first: 0, last: 689 }] })).toContain('1 labelled anomaly (10 rows)')
    expect(said({ trained: [], elsewhere: { windows: 3, rows: 45 } })).toContain('3 labelled anomalies (45 rows)')
  })

  test('counts the judged rows that were trained on, and not those that cross-validation held out', () => {
    expect(codes({ judged: { first: 0, last: 999 } })).toEqual(['judged-on-trained'])
    expect(said({ judged: { first: 0, last: 999 } })).toContain('680 of the 1,000 rows')
    expect(codes({ judged: { first: 0, last: 999 }, heldOut: { first: 0, last: 999 } })).toEqual([])
    expect(said({ judged: { first: 200, last: 299 }, heldOut: null })).toContain('all 100 rows')
  })

  test('says of a supervised detector that it remembers, with a badge for every number', () => {
    const [warning] = warningsOf({
      ...honest,
      learns: 'labels',
      heldOut: null,
      judged: { first: 0, last: 999 },
      trained: [{ first: 0, last: 999 }],
    })
    expect(warning).toMatchObject({ code: 'labels-learnt', badge: 'in-sample' })
    expect(codes({ learns: 'labels', trained: [{ first: 0, last: 689 }] })).toEqual([])
  })

  test('notices windows that hold both sides of a split', () => {
    expect(codes({ purge: 3 })).toEqual(['window-straddles'])
    expect(codes({ purge: 9 })).toEqual([])
  })

  test('marks what the labels chose', () => {
    expect(
      warningsOf({ ...honest, chosenOnTheseLabels: true, threshold: { sawLabels: true, sawScores: true } }).map(
        ({ code, badge }) => [code, badge],
      ),
    ).toEqual([
      ['model-oracle', 'oracle'],
      ['threshold-oracle', 'oracle'],
    ])
    expect(codes({ threshold: { sawLabels: false, sawScores: true } })).toEqual(['threshold-saw-scores'])
  })

  test('notices a dataset that may be the one trained on', () => {
    expect(codes({ looksTheSame: true, trained: [] })).toEqual(['same-data'])
  })
})

describe('labelled anomalies among rows', () => {
  test('count once, in however many pieces they lie, and only by the rows inside', () => {
    expect(
      labelledIn(labels, [
        { first: 0, last: 103 },
        { first: 106, last: 900 },
      ]),
    ).toEqual({ windows: 2, rows: 18 })
    expect(labelledIn(labels, [])).toEqual({ windows: 0, rows: 0 })
    expect(labelledIn(new Uint8Array(50), [{ first: 0, last: 49 }])).toEqual({ windows: 0, rows: 0 })
  })
})
