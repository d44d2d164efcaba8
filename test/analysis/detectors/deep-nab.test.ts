import { describe, expect, test } from 'vitest'
import { kerasExample, published } from '../../../scripts/bench/keras-example.ts'
import { hasReferenceData } from '../../../scripts/bench/reference-data.ts'
import { nativeState } from '../../../src-main/setup/state.ts'

const absent = !hasReferenceData || nativeState().kind === 'missing'
/** All five seeds, and WebAssembly, take minutes: every run tries one, `LONG_TESTS=1` the rest. */
const runs: { engine: 'native' | 'wasm'; seed: number }[] = [{ engine: 'native', seed: 1 }]
if (process.env.LONG_TESTS)
  runs.push(...[2, 3, 4, 5].map((seed) => ({ engine: 'native' as const, seed })), { engine: 'wasm', seed: 1 })

describe.skipIf(absent)(
  'the Keras example on NAB (skipped where ../shared/data or native TensorFlow is not there)',
  () => {
    test.for(runs)(
      'with defaults on $engine and seed $seed, threshold, windows and rows fall where the published runs do',
      { timeout: 600_000 },
      async ({ engine, seed }) => {
        const { threshold, trainingWindows, windows, anomalousWindows, flagged, left } = await kerasExample(
          engine,
          seed,
        )
        expect([trainingWindows, windows]).toEqual([3745, 3745])
        expect(threshold).toBeGreaterThan(published.threshold[0])
        expect(threshold).toBeLessThan(published.threshold[1])
        expect(anomalousWindows).toBeGreaterThanOrEqual(published.windows[0])
        expect(anomalousWindows).toBeLessThanOrEqual(published.windows[1])
        expect(flagged.length).toBeGreaterThan(50)
        expect(flagged[0]).toBeGreaterThanOrEqual(published.rows[0])
        expect(flagged.at(-1)).toBeLessThanOrEqual(published.rows[1])
        expect(left).toBe(0)
      },
    )
  },
)
