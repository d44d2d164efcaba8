import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { GraphFunction, graphUse } from '../../../src-main/analysis/graph/graph-function.ts'
import { table } from '../../../src-main/analysis/graph/recording.ts'
import { kernels } from '../../../src-main/analysis/layers/running-kernels.ts'
import { nativeState } from '../../../src-main/setup/state.ts'
import { startTensorFlow, tensorFlow, tensorsInUse, type Tensor } from '../../../src-main/analysis/tensorflow.ts'

const state = nativeState()
const usual = { ...graphUse }

describe.skipIf(state.kind === 'missing')(
  `a function of tensors as a graph${state.kind === 'missing' ? ` (skipped: ${state.why})` : ''}`,
  () => {
    beforeAll(async () => {
      await startTensorFlow('native')
    })
    afterEach(() => {
      graphUse.training = usual.training
    })

    /** What a function gives for [1, 2], [2, 3], … one call after the other, and how many graphs it took. */
    function calls(
      body: (inputs: readonly Tensor[]) => Tensor[],
      count: number,
      callsBefore = 3,
      input = (i: number) => [i + 1, i + 2],
    ) {
      graphUse.training = callsBefore
      const made = graphUse.made
      const run = new GraphFunction(body, 'training')
      const results = Array.from({ length: count }, (_, i) =>
        tensorFlow().tidy(() => run.run([tensorFlow().tensor1d(input(i))]).map((t) => [...t.dataSync()])),
      )
      run.dispose()
      return { results, graphs: graphUse.made - made }
    }

    test('gives the same before and after, and is made of two calls in a row', () => {
      let bodies = 0
      const before = tensorsInUse()
      const { results, graphs } = calls(([x]) => {
        bodies++
        return [kernels().mul(x, tensorFlow().scalar(2)), kernels().sum(x, [0])]
      }, 6)
      expect(results).toEqual([0, 1, 2, 3, 4, 5].map((i) => [[2 * i + 2, 2 * i + 4], [2 * i + 3]]))
      expect(graphs).toBe(1)
      expect(bodies).toBe(4)
      expect(tensorsInUse()).toBe(before)
    })

    test('takes every shape by itself', () => {
      const { results, graphs } = calls(
        ([x]) => [kernels().square(x)],
        12,
        2,
        (i) => Array.from({ length: 1 + (i % 2) }, () => i),
      )
      expect(results[11]).toEqual([[121, 121]])
      expect(results[10]).toEqual([[100]])
      expect(graphs).toBe(2)
    })

    test('is given large constants at every call, and several outputs of one operation', () => {
      const table = tensorFlow().range(0, 5000)
      const { results, graphs } = calls(([x]) => {
        const [first, rest] = kernels().split(kernels().add(table, kernels().sum(x, [0], true)), [2, 4998])
        return [first, kernels().mean(rest, [0])]
      }, 5)
      expect(results[4]).toEqual([[11, 12], [11 + 2500.5]])
      expect(graphs).toBe(1)
      table.dispose()
    })

    test('keeps a table that follows from the shapes', () => {
      const rows = (n: number) =>
        table(
          tensorFlow().tensor1d(
            Int32Array.from({ length: 20 }, (_, i) => i % n),
            'int32',
          ),
        )
      const { results, graphs } = calls(([x]) => [kernels().sum(kernels().gather(x, rows(x.size)), [0])], 5)
      expect(results[4]).toEqual([[110]])
      expect(graphs).toBe(1)
    })

    test('goes back to one operation after the other when a graph fails, and then says what is wrong', () => {
      graphUse.training = 3
      const places = tensorFlow().range(0, 10)
      const pick = new GraphFunction(([at]) => [kernels().gather(places, at)], 'training')
      const at = (place: number) =>
        tensorFlow().tidy(() => pick.run([tensorFlow().tensor1d([place], 'int32')])[0].dataSync()[0])
      const made = graphUse.made
      expect([1, 2, 3, 4, 5, 6].map(at)).toEqual([1, 2, 3, 4, 5, 6])
      expect(graphUse.made).toBe(made + 1)
      expect(() => at(99)).toThrow(/not in \[0, 10\)/)
      expect(at(7)).toBe(7)
      pick.dispose()
      places.dispose()
    })

    test('stays one operation after the other where a number changes that is no input', () => {
      let call = 0
      const { results, graphs } = calls(([x]) => [kernels().mul(x, tensorFlow().scalar(++call))], 6)
      expect(results.map(([r]) => r[0])).toEqual([1, 4, 9, 16, 25, 36])
      expect(graphs).toBe(0)
    })

    test('stays so where data come from elsewhere, even if they happen to be the same twice', () => {
      const rows = [1, 2, 3, 4, 4, 5, 6].map((v) => Array.from({ length: 9 }, () => v))
      let call = 0
      const { results, graphs } = calls(
        ([x]) => [kernels().mul(kernels().sum(x, [0], true), tensorFlow().tensor1d(rows[call++]))],
        7,
        4,
      )
      expect(results[5][0][0]).toBe(13 * 5)
      expect(graphs).toBe(0)
    })

    test('stays so where the operations change, or an input is handed straight through', () => {
      let call = 0
      expect(calls(([x]) => [++call % 2 ? kernels().exp(x) : kernels().square(x)], 6)).toMatchObject({ graphs: 0 })
      expect(calls(([x]) => [x], 6)).toMatchObject({
        graphs: 0,
        results: [[[1, 2]], [[2, 3]], [[3, 4]], [[4, 5]], [[5, 6]], [[6, 7]]],
      })
    })
  },
)
