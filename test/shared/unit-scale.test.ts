import { expect, test } from 'vitest'
import { unitScale } from '../../src-main/shared/data/unit-scale.ts'

test.each([
  ['kW', 'W', 1000],
  ['W', 'MW', 1e-6],
  ['hPa', 'Pa', 100],
  ['min', 's', 60],
  ['MiB', 'KiB', 1024],
  ['watts', 'W', 1],
  ['gE', 'gE', 1],
  ['mm', 'min', null],
  ['°C', '°F', null],
  ['kWh', 'kW', null],
])('%s in %s', (from, to, scale) => {
  const found = unitScale(from, to)
  if (scale === null) expect(found).toBeNull()
  else expect(found).toBeCloseTo(scale, 12)
})
