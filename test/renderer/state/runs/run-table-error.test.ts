import { describe, expect, test } from 'vitest'
import { firstErrorOf } from '../../../../src-renderer/state/runs/run-table-error.ts'

const at = (start: number, end = start + 9) => ({ start, end })
const windows = [at(100), at(200), at(300)]
/** The second event is missed, the third found late; at 150 there is nothing to find. */
const detections = [at(98), at(150), at(306, 320)]

describe('what a value of the table leads to', () => {
  test('is the first missed event, the first false alarm or the latest detection', () => {
    expect(firstErrorOf('recall', detections, windows)).toEqual(at(200))
    expect(firstErrorOf('false alarms per week', detections, windows)).toEqual(at(150))
    expect(firstErrorOf('median delay', detections, windows)).toEqual(at(300))
  })

  test('is nothing where nothing went wrong, or the metric speaks of the whole series', () => {
    expect(firstErrorOf('recall', windows, windows)).toBeNull()
    expect(firstErrorOf('precision', windows, windows)).toBeNull()
    expect(firstErrorOf('mean delay', windows, windows)).toBeNull()
    expect(firstErrorOf('AUC-PR', detections, windows)).toBeNull()
  })
})
