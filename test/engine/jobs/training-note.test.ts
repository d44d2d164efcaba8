import { afterEach, describe, expect, test } from 'vitest'
import { findModel, updateModel } from '../../../src-main/db/models.ts'
import { ownFacts } from '../../../src-main/engine/jobs/runs/train.ts'
import { projectWithAnomaly } from './trained.ts'

describe('what a training has to say of itself', () => {
  let made: ReturnType<typeof projectWithAnomaly> | null = null
  afterEach(() => made?.remove())

  test('is taken from what a network has learnt, and only from there', () => {
    expect(
      ownFacts({
        data: {
          weights: {},
          note: 'The loss grew beyond all numbers in epoch 3; the model keeps the weights of epoch 2.',
        },
      }),
    ).toEqual({ note: expect.stringContaining('epoch 2') })
    for (const data of [{ weights: {}, note: null }, { mean: 3 }, null, 7]) expect(ownFacts({ data })).toEqual({})
  })

  test('stays with the model; one that went well has nothing to say', async () => {
    made = projectWithAnomaly()
    const { model } = await made.train('z-score')
    expect(model.training).not.toHaveProperty('note')
    updateModel(made.db, model.id, { training: { ...model.training!, note: 'The loss grew.' } })
    expect(findModel(made.db, model.id)!.model.training!.note).toBe('The loss grew.')
  })
})
