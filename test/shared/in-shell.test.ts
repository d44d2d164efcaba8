import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { inShell } from '../../src-main/shared/in-shell.ts'

const words = [
  'anomaly-studio',
  'plain.csv',
  "pump's T",
  'a "b" c',
  '$HOME `x` !1',
  'a\\b\\',
  '50 %TEMP%',
  'x > 3 & y | z',
  'Öl (°C)',
  '*.csv',
  '',
  '~',
]

test.skipIf(process.platform === 'win32')('a POSIX shell hands every word on as it is', () => {
  const said = execFileSync('sh', ['-c', `printf '%s\\n' ${inShell(words, 'sh')}`], { encoding: 'utf8' })
  expect(said.split('\n').slice(0, -1)).toEqual(words)
})

test('PowerShell gets single quotes, with double quotes kept for the program', () => {
  expect(inShell(['a', "it's", 'drop channels="a b"', 'C:\\my data\\', '$x'], 'powershell')).toBe(
    `a 'it''s' 'drop channels=\\"a b\\"' 'C:\\my data\\\\' '$x'`,
  )
})

test('the Windows prompt gets a caret before each sign that means something to it', () => {
  expect(inShell(['a', 'x > 3', 'drop channels="a b"', '%TEMP%', 'C:\\data\\x.csv'], 'cmd')).toBe(
    'a ^"x ^> 3^" ^"drop channels=\\^"a b\\^"^" ^"^%TEMP^%^" C:\\data\\x.csv',
  )
})
