import { expect, test } from 'vitest'
import { quickTests } from '../../scripts/steps/quick.ts'

test('quick tests are those whose imports reach no training, no process and no browser', () => {
  const quick = quickTests()
  expect(quick).toEqual(
    expect.arrayContaining(['test/shared/units.test.ts', 'test/db/labels.test.ts', 'test/conformance/panels.test.ts']),
  )
  expect(quick.filter((path) => /^test\/e2e\/|^test\/conformance\/detectors|^test\/db\/kill/.test(path))).toEqual([])
})
