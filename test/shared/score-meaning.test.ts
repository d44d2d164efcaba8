import { describe, expect, test } from 'vitest'
import { againstThreshold, meaningOf } from '../../src-main/shared/models/score-meaning.ts'

describe('what a score means', () => {
  test('follows the parameters that decide it', () => {
    expect(meaningOf('The error, in {unit}', { scaling: 'robust' })).toBe('The error, in interquartile ranges')
    const byError = { param: 'error', of: { mse: 'Squared {unit}', mae: 'Plain {unit}' } }
    expect(meaningOf(byError, { error: 'mse', scaling: 'z-score' })).toBe('Squared standard deviations')
    expect(meaningOf(byError, { error: 'huber' })).toBeNull()
  })

  test('is set against the threshold, as a multiple only where that makes sense', () => {
    expect(againstThreshold(1.53, 0.333)).toBe('1.53 is 4.6 times the threshold of 0.333')
    expect(againstThreshold(12_345, 1)).toBe('12,300 is 12,345 times the threshold of 1')
    expect(againstThreshold(0.2, 0.4)).toBe('0.2 is 50 % of the threshold of 0.4')
    expect(againstThreshold(0.5, -1)).toBe('0.5 is above the threshold of −1')
    expect(againstThreshold(1.23, 1.2)).toBe('1.23 is just above the threshold of 1.2')
    expect(againstThreshold(1.198, 1.2)).toBe('1.2 is just below the threshold of 1.2')
    expect(againstThreshold(1.27, 1.2)).toBe('1.27 is 1.1 times the threshold of 1.2')
    expect(againstThreshold(1.2, 1.2)).toBe('1.2 is at the threshold itself')
    expect(againstThreshold(0.5, null)).toBe('it is 0.5 here')
  })
})
