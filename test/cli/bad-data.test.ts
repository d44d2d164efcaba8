import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const minute = (i: number, seconds = 60) => new Date(Date.UTC(2024, 0, 1) + 1000 * seconds * i).toISOString()
const wave = (i: number, c: number) => (Math.sin(i / 20 + c) + 0.1 * Math.sin(i * i + c)).toFixed(4)

/** Runs `detect` on rows without naming a detector, as a newcomer does. */
async function answer(header: string, rows: (string | number)[][], ...more: string[]) {
  const path = join(folder, `${header.length}-${rows.length}-${Math.random()}.csv`)
  writeFileSync(path, `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`)
  const { code, stdout, stderr } = await runCli(['detect', path, ...more])
  expect(code, stderr).toBe(0)
  return { all: `${stderr}\n${stdout}`, stdout }
}
const rowsOf = (n: number, row: (i: number) => (string | number)[]) => Array.from({ length: n }, (_, i) => row(i))

test('all rows equal: nothing is in alarm, and why is said', async () => {
  const { stdout } = await answer(
    'time,a,b',
    rowsOf(400, (i) => [minute(i), 3, 7]),
  )
  expect(stdout).toContain('Every row is the same. No channel varies, so nothing can stand out')
  expect(stdout).toContain('\n0 detections')
})

test('20 rows are said to be few', async () => {
  const { stdout } = await answer(
    'time,a,b',
    rowsOf(20, (i) => [minute(i), wave(i, 0), wave(i, 1)]),
  )
  expect(stdout).toContain('Only 20 rows. So few hardly show what is usual')
})

test('a channel without a value is left out by name', async () => {
  const { stdout } = await answer(
    'time,a,b,dead',
    rowsOf(400, (i) => [minute(i), wave(i, 0), wave(i, 1), '']),
  )
  expect(stdout).toContain('Left out: dead.')
  expect(stdout).toContain('400 assessed')
})

test('labels that cover 95 % are doubted', async () => {
  const { stdout } = await answer(
    'time,a,b,anomaly',
    rowsOf(400, (i) => [minute(i), wave(i, 0), wave(i, 1), Number(i >= 20)]),
  )
  expect(stdout).toContain('The labels cover 95 % of the judged rows: if they mark what is normal')
})

test('values that come in turns, one in each row: refused, with the step that keeps all channels', async () => {
  const path = join(folder, 'turns.csv')
  const lines = rowsOf(300, (i) => [minute(i), ...[0, 1, 2].map((c) => (i % 3 === c ? wave(i, c) : ''))])
  writeFileSync(path, `time,a,b,c\n${lines.map((row) => row.join(',')).join('\n')}\n`)
  const { code, stderr } = await runCli(['detect', path])
  expect(code).not.toBe(0)
  expect(stderr).toContain('--step "fill longest=3min"')
  expect((await runCli(['detect', path, '--step', 'fill longest=3min'])).code).toBe(0)
})

test('every row missing somewhere: the channel that stands in the way is left out, and rows are judged', async () => {
  const { stdout } = await answer(
    'time,a,b,c',
    rowsOf(900, (i) => [minute(i), ...[0, 1, 2].map((c) => (i % 3 === c ? '' : wave(i, c)))]),
  )
  expect(stdout).toContain('Left out: a. Nearly every row lacks a value somewhere')
  expect(stdout).toContain('without this channel 300 rows can be')
  expect(stdout).toContain('300 assessed')
})

test('two time scales are named, whichever of them is the usual one', async () => {
  const first = rowsOf(400, (i) => [minute(i, 1), wave(i, 0), wave(i, 1)])
  for (const after of [300, 500]) {
    const then = rowsOf(after, (i) => [minute(i + 17), wave(i, 0), wave(i, 1)])
    const { stdout } = await answer('time,a,b', [...first, ...then])
    expect(stdout).toContain('Two time scales. The rows come in two steps')
  }
})

test('an anomaly from the first row on: nothing before it shows what is normal', async () => {
  const rows = rowsOf(1000, (i) => [minute(i), Number(wave(i, 0)) + (i < 60 ? 8 : 0), wave(i, 1), i < 60 ? 1 : 0])
  const unlabelled = await answer(
    'time,a,b',
    rows.map((row) => row.slice(0, 3)),
  )
  expect(unlabelled.all).toContain('The data begin with a strange stretch, and nothing before it shows what is normal.')
  const labelled = await answer('time,a,b,anomaly', rows)
  expect(labelled.stdout).toContain('The first labelled window begins with the first judged row')
  expect(labelled.stdout).toMatch(/events found +1\n/)
})

test('without times rows are numbered, with seconds seconds are said, and no date of 1970 is', async () => {
  const rows = rowsOf(1000, (i) => [Number(wave(i, 0)) + (i >= 600 && i < 620 ? 8 : 0), wave(i, 1)])
  const { stdout } = await answer('a,b', rows)
  expect(stdout).not.toContain('1970')
  expect(stdout).toMatch(/ 1\. row (59\d|60\d) … row 6[12]\d /)
  const json = JSON.parse((await answer('a,b', rows, '--json')).stdout)
  const [strangest] = json.strangest
  expect(strangest.rows[0]).toBeGreaterThan(580)
  expect(strangest.rows[1]).toBeLessThan(640)
  expect(json.detections[0].rows[0]).toBeGreaterThan(580)
})
