import { expect, test } from 'vitest'
import { stepPath } from '../../../src-renderer/charts/step-path.ts'

const steps = [{ start: 0, threshold: 1 }, { start: 10, threshold: 3 }, { start: 20, threshold: 2 }]
const at = (start: number, end: number) => stepPath(steps, { start, end, width: 100 }, value => 10 * value)

test('a stepped line turns where the value changes, and begins with the value that held before the view', () => {
  expect(at(0, 40)).toBe('M0.0 10.0H25.0V30.0H50.0V20.0H100.0')
  expect(at(15, 25)).toBe('M0.0 30.0H50.0V20.0H100.0')
  expect(at(12, 18)).toBe('M0.0 30.0H100.0')
  expect(at(30, 40)).toBe('M0.0 20.0H100.0')
})

test('there is no line before the first value', () => {
  expect(stepPath(steps, { start: -20, end: -10, width: 100 }, value => value)).toBe('')
  expect(stepPath([], { start: 0, end: 1, width: 100 }, value => value)).toBe('')
})
