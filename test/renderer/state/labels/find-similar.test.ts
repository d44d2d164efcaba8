import { expect, test } from 'vitest'
import type { Label } from '../../../../src-main/shared/project.ts'
import { Review } from '../../../../src-renderer/state/labels/review.svelte.ts'

test('what is like an example is proposed as its class, whatever class is active', async () => {
  const classes = [
    { id: 1, name: 'Anomaly' },
    { id: 2, name: 'Leak' },
  ]
  const asked: { class: number }[] = []
  const labels = {
    list: [],
    sets: { id: 5 },
    classes: { ensure: async () => classes[0], byId: (id: number) => classes.find((cls) => cls.id === id) },
    refresh: async () => {},
  }
  const api = {
    call: async (_name: string, args: { class: number }) => {
      asked.push(args)
      return { proposed: 0, known: 0, found: 0 }
    },
  }
  const review = new Review(api as never, { say() {} } as never, { say() {} } as never, labels as never)
  const source = { kind: 'similar' as const, channels: [], start: 0, end: 1 }
  await review.propose(source, 20, { class: 2 } as Label)
  await review.propose(source, 20)
  // The class of the example may have been removed meanwhile.
  await review.propose(source, 20, { class: 9 } as Label)
  expect(asked.map(({ class: cls }) => cls)).toEqual([2, 1, 1])
})
