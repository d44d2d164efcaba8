import { expect, test } from 'vitest'
import { notAWindowsName } from '../../src-main/shared/windows-names.ts'

test.each(['CON', 'con.csv', 'NUL', 'aux.anomaly', 'Com1.scores.csv', 'LPT9', 'prn ', 'com¹.csv'])(
  'Windows keeps %s for a device',
  (name) => expect(notAWindowsName(name)).toMatch(/^Windows keeps the name "[^"]{3,4}" for a device$/),
)

test.each(['a?b.csv', 'a:b', 'a|b', 'a"b', 'a<b', 'a*b', 'a\tb', 'dot.', 'blank '])('"%s" is no name there', (name) =>
  expect(notAWindowsName(name)).toMatch(/^a name on Windows cannot/),
)

test.each(['März.csv', 'console.csv', 'com.csv', 'com10.csv', 'my.con', '.hidden', 'a b (1).csv'])(
  '%s is one',
  (name) => expect(notAWindowsName(name)).toBeNull(),
)
