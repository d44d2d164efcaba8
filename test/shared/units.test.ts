import { expect, test } from 'vitest'
import { splitUnit } from '../../src-main/shared/units.ts'

test.each([
  ['Temp [°C]', 'Temp', '°C'],
  ['Pressure (bar)', 'Pressure', 'bar'],
  ['flow_m3h', 'flow', 'm³/h'],
  ['Flow / m3/h', 'Flow', 'm³/h'],
  ['temp_degC', 'temp', '°C'],
  ['Motor Current_A', 'Motor Current', 'A'],
  ['speed rpm', 'speed', 'rpm'],
  ['Pump (2)', 'Pump (2)', null],
  ['sensor_A', 'sensor_A', null],
  ['Volume Flow RateRMS', 'Volume Flow RateRMS', null],
  ['value', 'value', null],
])('%s', (header, name, unit) => expect(splitUnit(header)).toEqual({ name, unit }))
