import { describe, expect, test } from 'vitest'
import { addCounts, countReport, countsInWords, type TestReport } from '../../scripts/steps/counts.ts'

const report = (over: Partial<TestReport>): TestReport => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
  ...over,
})

describe('the last line of npm test', () => {
  test('names skipped tests only where there are any', () => {
    expect(countsInWords({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
    expect(countsInWords({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped')
  })

  test('counts tests as vitest reports them', () => {
    expect(countReport(report({ numFailedTests: 2, numPendingTests: 1 }), 1)).toEqual({
      passed: 3,
      failed: 2,
      skipped: 1,
    })
    expect(countReport(report({}), 0)).toEqual({ passed: 3, failed: 0, skipped: 0 })
  })

  test('counts a file that could not be loaded as a failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
    ]
    expect(countReport(report({ numFailedTests: 1, testResults }), 1).failed).toBe(2)
  })

  test('never says that nothing failed when vitest ended with an error', () => {
    expect(countReport(report({}), 1).failed).toBe(1)
    expect(countReport(report({}), null).failed).toBe(1)
  })

  test('adds up the steps', () => {
    expect(addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 })).toEqual({
      passed: 11,
      failed: 22,
      skipped: 33,
    })
  })
})
