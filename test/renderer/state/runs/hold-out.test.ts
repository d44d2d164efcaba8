import { describe, expect, test } from 'vitest'
import { badInput } from '../../../../src-main/shared/errors.ts'
import type { CallInput } from '../../../../src-main/shared/contract.ts'
import type { HoldOutPreview } from '../../../../src-main/shared/models/hold-out.ts'
import type { Api } from '../../../../src-renderer/api.ts'
import { HoldingOut } from '../../../../src-renderer/state/runs/hold-out.svelte.ts'

const preview = (purge: number): HoldOutPreview => ({
  window: 10,
  purge,
  purgeMs: 1000 * purge,
  parts: [],
  problem: purge > 50 ? 'Too little is left.' : null,
})
const question = (purge: number, dataset = 1): CallInput<'train.preview'> => ({
  dataset,
  detector: 'pca',
  params: {},
  channels: 1,
  holdOut: { kind: 'last', share: 0.3, purge },
})
const settled = () => new Promise((resolve) => setTimeout(resolve))

/** A form whose answers come when they are given. */
function form() {
  const asked: { purge: number | null; answer: (found: HoldOutPreview) => void; fail: (error: unknown) => void }[] = []
  const call = (_: string, { holdOut }: CallInput<'train.preview'>) =>
    new Promise((answer, fail) =>
      asked.push({ purge: 'purge' in holdOut ? (holdOut.purge ?? null) : null, answer, fail }),
    )
  const made = new HoldingOut({ call, on: () => () => {} } as unknown as Api)
  made.kind = 'last'
  return { made, asked }
}

describe('what would be held out', () => {
  test('is asked for once at a time, and only the newest question after that', async () => {
    const { made, asked } = form()
    for (const purge of [1, 2, 3]) made.look(question(purge))
    expect(asked.map(({ purge }) => purge)).toEqual([1])
    asked[0].answer(preview(1))
    await settled()
    expect(asked.map(({ purge }) => purge)).toEqual([1, 3])
    asked[1].answer(preview(3))
    await settled()
    expect(made.preview?.purge).toBe(3)
  })

  test('is not shown for another choice than the one it was asked for', async () => {
    const { made, asked } = form()
    made.look(question(60))
    asked[0].answer(preview(60))
    await settled()
    expect(made.problem).toBe('Too little is left.')
    made.kind = 'blocks'
    expect([made.preview, made.problem]).toEqual([null, null])
    made.kind = 'last'
    made.forget({ start: 0, end: 1, stepMs: 1 })
    expect(made.preview).toBeNull()
  })

  test('is not shown for other data than those it was asked for, also where that answer comes late', async () => {
    const { made, asked } = form()
    made.look(question(1))
    made.forget({ start: 0, end: 1, stepMs: 1 })
    made.look(question(2, 2))
    asked[0].answer(preview(60))
    await settled()
    expect([made.preview, made.problem]).toEqual([null, null])
    asked[1].answer(preview(2))
    await settled()
    expect(made.preview?.purge).toBe(2)
    // A number that is being typed changes no more than numbers: the last answer stays until the next one is there.
    made.look(question(3, 2))
    expect(made.preview?.purge).toBe(2)
  })

  test('begins a date where the last 30 % of the time do, for each dataset anew', () => {
    const { made } = form()
    made.kind = 'from'
    made.forget({ start: 1000, end: 1999, stepMs: 10 })
    expect(made.holdOut).toEqual({ kind: 'from', time: 1700, purge: null })
    made.time = 1234
    expect(made.holdOut).toMatchObject({ time: 1234 })
    made.forget({ start: 0, end: 100, stepMs: 0 })
    expect(made.holdOut).toMatchObject({ time: 70 })
  })

  test('says why it cannot be told', async () => {
    const { made, asked } = form()
    made.look(question(1))
    asked[0].fail(badInput('There is no parameter "x".'))
    await settled()
    expect([made.preview, made.problem]).toEqual([null, 'There is no parameter "x".'])
  })
})
