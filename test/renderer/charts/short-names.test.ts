import { describe, expect, test } from 'vitest'
import { headAndTail, shortNames } from '../../../src-renderer/charts/short-names.ts'

const short = (...names: string[]) => {
  const found = shortNames(names)
  return names.map((name) => found.get(name) ?? name)
}

describe('names where there is little room', () => {
  test('lose the beginning that they share, up to where a part ends', () => {
    const path = String.raw`\\WIN-25J4\LOG_DATA\SUTD`
    expect(short(String.raw`${path}\1_AIT_001`, String.raw`${path}\1_AIT_002`)).toEqual(['1_AIT_001', '1_AIT_002'])
    expect(short('ns=2;s=Line.Oven.Temperature', 'ns=2;s=Line.Oven.Power', 'ns=2;s=Line.Fan.Speed')).toEqual([
      'Oven.Temperature',
      'Oven.Power',
      'Fan.Speed',
    ])
  })

  test('lose the ending that they share, from where a part begins', () => {
    const tag = (zone: number) => `Plant_North/Line_1/Zone_${zone}/Temperature_Process_Value`
    expect(short(tag(1), tag(2), tag(10))).toEqual(['Zone_1', 'Zone_2', 'Zone_10'])
    expect(short('Plant_North/Line_1/Temperature', 'Plant_North/Line_2/Temperature')).toEqual(['Line_1', 'Line_2'])
  })

  test('keep their last part where there is no room for the first', () => {
    expect(headAndTail('Line_1/Extruder_1/Zone_10')).toEqual(['Line_1/Extruder_1/', 'Zone_10'])
    expect(headAndTail('flow')).toEqual(['', 'flow'])
    expect(headAndTail('Area.A very long last part of a name')).toEqual(['', 'Area.A very long last part of a name'])
  })

  test('stay whole where they are few of many', () => {
    const tags = Array.from({ length: 9 }, (_, i) => `Plant 4/Area 2/Tag ${i}`)
    expect(short('Record', ...tags)).toEqual(['Record', ...tags.map((tag) => tag.slice(15))])
  })

  test('stay as they are where nothing long is shared, a word would be cut, or two would be the same', () => {
    for (const names of [
      ['Pump.Run', 'Pump.Speed'],
      ['Temperature 1', 'Temperature 2'],
      ['Reactor_100.Level', 'ConcPump_200.Run'],
      ['Plant 4/Area/a', 'Plant 4/Area/b', 'Plant 4/Area/c', 'Plant 4/Area/d', 'a'],
      ['Plant 4/Area 2/Flow'],
      [],
    ])
      expect(short(...names)).toEqual(names)
  })
})
