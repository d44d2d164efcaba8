import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { alarmOutput } from '../../../src-main/cli/watch/on-alarm.ts'
import type { AlarmObject } from '../../../src-main/cli/watch/print.ts'

const folder = mkdtempSync(join(tmpdir(), 'on-alarm-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const alarm = (id: number): AlarmObject => ({
  alarm: id,
  dataset: 'pump',
  run: 'PCA',
  monitor: null,
  severity: 'high',
  state: 'new',
  start: '2026-03-01T00:00:00.000Z',
  end: null,
  seconds: 0,
  peak: 9,
  peakAt: '2026-03-01T00:00:00.000Z',
  threshold: 3,
  channels: [],
})
const lines = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as AlarmObject).alarm)

test('a file gets a line per alarm, once, whatever a kill left of the last one', async () => {
  const path = join(folder, 'alarms.jsonl')
  const said: string[] = []
  const tell = (...ids: number[]) => alarmOutput(path, 60).tell(ids.map(alarm), (sentence) => said.push(sentence))
  expect(await tell(1, 2)).toEqual([1, 2])
  // Written and not noted: it is there already. Cut within a line: the rest follows.
  expect(await tell(2, 3)).toEqual([2, 3])
  appendFileSync(path, JSON.stringify(alarm(4)).slice(0, 30))
  expect(await tell(4, 5)).toEqual([4, 5])
  expect(lines(path)).toEqual([1, 2, 3, 4, 5])
  expect(said).toEqual([])
})

test('a line of somebody else without an end is not written into', async () => {
  const path = join(folder, 'shared.log')
  writeFileSync(path, '{"other":1}')
  await alarmOutput(path, 60).tell([alarm(1)], () => undefined)
  expect(readFileSync(path, 'utf8')).toBe(`{"other":1}\n${JSON.stringify(alarm(1))}\n`)
})

test('no more are handed on in an hour than was said, and that is told once', async () => {
  const path = join(folder, 'flood.jsonl')
  const said: string[] = []
  const output = alarmOutput(path, 3)
  const ids = Array.from({ length: 10_000 }, (_, i) => i + 1)
  expect(await output.tell(ids.map(alarm), (sentence) => said.push(sentence))).toEqual(ids)
  await output.tell([alarm(10_001)], (sentence) => said.push(sentence))
  expect(lines(path)).toEqual([1, 2, 3])
  expect(said).toEqual([
    'More than 3 alarms in an hour: the others are listed in the project and not handed on. Look at its board before you set --most-per-hour higher.',
  ])
})

test('a program gets the line as its input and its own words as they are; one that fails is told and tried again', async () => {
  const script = join(folder, 'keep.mjs')
  const kept = join(folder, 'kept; touch never')
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs'\nlet text = ''\nfor await (const part of process.stdin) text += part\nappendFileSync(process.argv[2], text)\nprocess.exitCode = text.includes('"alarm":2,') ? 3 : 0\n`,
  )
  const said: string[] = []
  const output = alarmOutput(`"${process.execPath}" "${script}" "${kept}"`, 60)
  expect(await output.tell([alarm(1), alarm(2), alarm(3)], (sentence) => said.push(sentence))).toEqual([1])
  expect(lines(kept)).toEqual([1, 2])
  expect(said[0]).toMatch(/^Alarm 2 could not be handed to .*: it ended with code 3\. It is tried again\.$/)
})

test.skipIf(process.platform === 'win32')('a program that hangs is ended, whatever it listens to', async () => {
  const script = join(folder, 'hang.mjs')
  writeFileSync(script, `process.on('SIGTERM', () => undefined)\nsetInterval(() => undefined, 1000)\n`)
  const said: string[] = []
  const output = alarmOutput(`"${process.execPath}" "${script}"`, 60, 2000)
  expect(await output.tell([alarm(1)], (sentence) => said.push(sentence))).toEqual([])
  expect(said[0]).toContain('it did not end in 2 s. It is tried again.')
})

test('a watch that is stopped hands on the alarm under way and begins no other', async () => {
  const script = join(folder, 'slow.mjs')
  const out = join(folder, 'slow.jsonl')
  writeFileSync(
    script,
    `import { appendFileSync } from 'node:fs'\nfor await (const part of process.stdin) appendFileSync(process.argv[2], part)\nawait new Promise((done) => setTimeout(done, 500))\n`,
  )
  const stop = new AbortController()
  const output = alarmOutput(`"${process.execPath}" "${script}" "${out}"`, 60)
  const telling = output.tell([alarm(1), alarm(2), alarm(3)], () => undefined, stop.signal)
  stop.abort()
  expect(await telling).toEqual([1])
  expect(lines(out)).toEqual([1])
})

test('a file that cannot be written is told, and the alarm is not lost', async () => {
  const said: string[] = []
  expect(
    await alarmOutput(join(folder, 'no', 'such', 'folder.jsonl'), 60).tell([alarm(1)], (s) => said.push(s)),
  ).toEqual([])
  expect(said[0]).toContain('it cannot be written. It is tried again.')
  expect(() => alarmOutput('  ', 60)).toThrow('--on-alarm takes the name of a file or a program.')
})
