import { describe, expect, test } from 'vitest'
import { columns } from '../../../../src-main/analysis/bootstrap/columns.ts'
import { firstErrorOf } from '../../../../src-renderer/state/runs/run-table-error.ts'

const metric = (id: string) => columns.find((one) => one.id === id)!
const at = (start: number, end = start + 9) => ({ start, end })
const windows = [at(100), at(200), at(300)]
/** The second event is missed, the third found late; at 150 there is nothing to find. */
const detections = [at(98), at(150), at(306, 320)]

describe('what a value of the table leads to', () => {
  test('is the first missed event, the first false alarm or the latest detection', () => {
    expect(firstErrorOf(metric('recall'), detections, windows)).toEqual(at(200))
    expect(firstErrorOf(metric('false alarms per week'), detections, windows)).toEqual(at(150))
    expect(firstErrorOf(metric('median delay'), detections, windows)).toEqual(at(300))
  })

  test('is nothing where nothing went wrong, or the metric speaks of the whole series', () => {
    expect(firstErrorOf(metric('recall'), windows, windows)).toBeNull()
    expect(firstErrorOf(metric('precision'), windows, windows)).toBeNull()
    expect(firstErrorOf(metric('mean delay'), windows, windows)).toBeNull()
    expect(firstErrorOf(metric('AUC-PR'), detections, windows)).toBeNull()
  })
})
