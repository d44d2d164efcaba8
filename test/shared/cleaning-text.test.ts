import { describe, expect, test } from 'vitest'
import type { CleaningStep } from '../../src-main/shared/data/cleaning.ts'
import { cleanWords, type CommandWords } from '../../src-main/shared/command-words.ts'
import { inShell } from '../../src-main/shared/in-shell.ts'
import { parseDecompose, parseDerive, parseStep, stepText } from '../../src-main/shared/data/cleaning-text.ts'

const line = (words: CommandWords) => ('words' in words ? inShell(words.words, 'sh') : words.problem)

const step = (id: string, params: CleaningStep['params'], channels: string[] = []): CleaningStep => ({
  step: id,
  on: true,
  channels,
  params,
})

describe('a step as text', () => {
  test.each([
    ['hampel window=7 limit=3', step('hampel', { window: '7', limit: '3' })],
    ['smooth channels=T1,T2', step('smooth', {}, ['T1', 'T2'])],
    ['derive name=x formula="a + \\"b c\\""', step('derive', { name: 'x', formula: 'a + "b c"' })],
    ['smooth channels="a b,c\\\\,d"', step('smooth', {}, ['a b', 'c,d'])],
    ['missing-codes codes="-999, 0"', step('missing-codes', { codes: '-999, 0' })],
  ])('%s', (text, read) => {
    expect(parseStep(text)).toEqual(read)
    expect(parseStep(stepText(read))).toEqual(read)
  })

  test('leaves out what is empty', () => {
    expect(stepText(step('derive', { name: 'x', formula: 'a', unit: '' }))).toBe('derive name=x formula=a')
  })
})

test('a derived channel is a name, perhaps a unit, and a formula', () => {
  expect(parseDerive('dT = Tout - Tin').params).toEqual({ name: 'dT', formula: 'Tout - Tin', unit: '' })
  expect(parseDerive('dT [K]=Tout-Tin').params).toEqual({ name: 'dT', formula: 'Tout-Tin', unit: 'K' })
  expect(parseDerive('on = a >= 3 and b == 2').params).toMatchObject({ name: 'on', formula: 'a >= 3 and b == 2' })
  for (const bad of ['Tout', 'a == b', '= b', '']) expect(() => parseDerive(bad)).toThrow('--derive takes')
})

test('a decomposition is a way and a period', () => {
  expect(parseDecompose('stl:1d').params).toEqual({ how: 'stl', period: '1d' })
  for (const bad of ['stl', 'loess:5', 'stl:1:2', '']) expect(() => parseDecompose(bad)).toThrow('--decompose takes')
})

test('the command does what the panel shows, whatever the names hold', () => {
  const steps = [
    step('hampel', { window: 7 }, ["pump's T"]),
    { ...step('sort', {}), on: false },
    step('derive', { name: 'dT', formula: 'a - b' }),
  ]
  expect(line(cleanWords('my plant.csv', steps))).toBe(
    `anomaly-studio clean 'my plant.csv' --step 'hampel window=7 channels="pump'\\''s T"' --step 'derive name=dT formula="a - b"' --out cleaned.csv`,
  )
})
