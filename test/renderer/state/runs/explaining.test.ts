import { describe, expect, test } from 'vitest'
import { badInput } from '../../../../src-main/shared/errors.ts'
import type { Api } from '../../../../src-renderer/api.ts'
import { Explaining } from '../../../../src-renderer/state/runs/explaining.svelte.ts'
import { Notices } from '../../../../src-renderer/state/window/notices.svelte.ts'
import { Ranking } from '../../../../src-renderer/state/runs/ranking.svelte.ts'
import { Runs } from '../../../../src-renderer/state/runs/runs.svelte.ts'

/** An api whose calls are answered by hand. */
function heldApi() {
  const asked: {
    name: string
    input: Record<string, unknown>
    answer: (value: unknown) => void
    fail: (message: string) => void
  }[] = []
  const api = {
    call: (name: string, input: Record<string, unknown>) =>
      new Promise((resolve, reject) =>
        asked.push({ name, input, answer: resolve, fail: (message) => reject(badInput(message)) }),
      ),
    on: () => () => {},
  } as unknown as Api
  return { api, asked }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 1))

describe('explaining detections', () => {
  test('of many that are stepped through explains the first and the last', async () => {
    const { api, asked } = heldApi()
    const explaining = new Explaining(api, new Runs(api, new Notices()))
    for (const start of [1, 2, 3, 4]) explaining.explain(7, { start, end: start + 1 })
    expect(asked.map((a) => a.input.start)).toEqual([1])
    asked[0].answer({ score: 1 })
    await settle()
    expect(asked.map((a) => a.input.start)).toEqual([1, 4])
    asked[1].answer({ score: 2 })
    await settle()
    expect(explaining.busy).toBe(false)
    expect(explaining.found).toMatchObject({ run: 7, window: { start: 4, end: 5 }, explanation: { score: 2 } })
  })

  test('says why a window cannot be explained, and forgets it with the next that can', async () => {
    const { api, asked } = heldApi()
    const explaining = new Explaining(api, new Runs(api, new Notices()))
    explaining.explain(7, { start: 1, end: 2 })
    asked[0].fail('It lies in a gap.')
    await settle()
    expect(explaining).toMatchObject({ problem: 'It lies in a gap.', found: null, busy: false })
    explaining.explain(7, { start: 3, end: 4 })
    asked[1].answer({ score: 1 })
    await settle()
    expect(explaining.problem).toBeNull()
  })
})

describe('ranking detectors', () => {
  test('does not show the comparison of a dataset that was left meanwhile', async () => {
    const { api, asked } = heldApi()
    const ranking = new Ranking(api, new Notices())
    void ranking.look(1)
    void ranking.look(2)
    asked[0].answer({ by: 'labels', rows: [], notes: ['of dataset 1'] })
    asked[1].answer(null)
    await settle()
    expect(ranking.result).toBeNull()
  })

  test('says what cannot be combined beside the form', async () => {
    const { api, asked } = heldApi()
    const ranking = new Ranking(api, new Notices())
    ranking.ensemble = { standardise: 'rank', combine: 'votes', k: 3 }
    const ended = ranking.combine([4, 5], null)
    expect(asked[0]).toMatchObject({
      name: 'runs.combine',
      input: { runs: [4, 5], labelSet: null, standardise: 'rank', combine: 'votes', k: 3 },
    })
    asked[0].fail('3 of 2 members cannot agree.')
    await ended
    expect(ranking.problem).toBe('3 of 2 members cannot agree.')
  })
})
