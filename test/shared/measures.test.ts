import { describe, expect, test } from 'vitest'
import { badgesOf, type Warning } from '../../src-main/shared/runs/measures.ts'

const ranked: Warning = { code: 'model-oracle', badge: 'oracle', message: 'It was the best of nine on these labels.' }
const learnt: Warning = { code: 'labels-learnt', badge: 'in-sample', message: 'It learnt these labels.' }
const threshold: Warning = { code: 'threshold-oracle', badge: 'oracle', message: 'The threshold was chosen here.' }

describe('what stands beside a measure', () => {
  test('is nothing where nothing speaks against it', () => {
    expect(badgesOf({}, [{ code: 'judged-on-trained', message: 'Seen.' }])).toEqual([])
  })

  test('is what its own computation calls for', () => {
    expect(badgesOf({ oracle: true, badge: 'inflated' }).map(({ badge }) => badge)).toEqual(['oracle', 'inflated'])
  })

  test('is "oracle" on every measure of a model that the labels chose, and of a threshold only on those that need one', () => {
    expect(badgesOf({}, [ranked, learnt]).map(({ badge }) => badge)).toEqual(['oracle', 'in-sample'])
    expect(badgesOf({}, [threshold])).toEqual([])
  })

  test('appears once, with every reason', () => {
    expect(badgesOf({ oracle: true }, [ranked, threshold])).toEqual([
      {
        badge: 'oracle',
        why: 'Its threshold was chosen on the labels it is judged on. It was the best of nine on these labels.',
      },
    ])
  })
})
