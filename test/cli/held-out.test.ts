import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const file = (name: string) => join(folder, name)

/** 600 minutes of two waves with three labelled faults, the last in the last third. */
const rows = Array.from({ length: 600 }, (_, i) => {
  const fault = [100, 300, 500].some((at) => i >= at && i < at + 10)
  const time = new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString()
  return [time, (Math.sin(i / 7) + (fault ? 5 : 0)).toFixed(4), Math.cos(i / 9).toFixed(4), fault ? '1' : '0'].join(',')
})
writeFileSync(file('pump.csv'), `time,a,b,anomaly\n${rows.join('\n')}\n`)
const detect = (...args: string[]) =>
  runCli(['detect', file('pump.csv'), '--detector', 'kmeans', '--set', 'window=10', ...args])
const codes = (report: { measures: { warnings: { code: string }[] } }) =>
  report.measures.warnings.map(({ code }) => code)

describe('detect', () => {
  test('without a hold-out says that it measures what it was trained on', async () => {
    const { stdout } = await detect('--json')
    expect(codes(JSON.parse(stdout))).toEqual(['judged-on-trained', 'trained-on-labelled'])
  })

  test('--hold-out measures on the last share alone, and trains without it and the window before it', async () => {
    const { code, stdout, stderr } = await detect('--hold-out', '30%', '--json', '--out', file('scores.csv'))
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ assessed: 600, measures: { assessed: 180, windows: 1 } })
    expect(codes(report)).toEqual(['trained-on-labelled'])
    expect(stderr).toContain(
      'Trained on what lies before the last 30 %, without the 10 rows beside what it judges; measures are of that last part alone.',
    )
    expect(readFileSync(file('scores.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(601)
    expect(JSON.parse((await detect('--hold-out', '0.3', '--json')).stdout).measures).toEqual(report.measures)
  })

  test('--cross-validate scores every row by a model that has not seen it', async () => {
    const { code, stdout, stderr } = await detect('--cross-validate', '5', '--json')
    expect(code).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({ assessed: 600, measures: { assessed: 600, windows: 3 } })
    expect(codes(report)).toEqual(['trained-on-labelled'])
    expect(stderr).toContain('Cross-validated in 5 blocks of time')
  })

  test('says in words what to mind, and marks what the labels chose', async () => {
    const { stdout } = await detect('--hold-out', '30%', '--threshold', 'best-f1', '--purge', '2')
    expect(stdout).toMatch(/ {2}F1 +[\d.]+ {2}\(oracle\)/)
    expect(stdout).toMatch(
      / {2}PA-F1 +[\d.]+ {2}\(oracle; inflated\)\n {2}PA-F1 of random +[\d.]+ {2}\(oracle; inflated\)/,
    )
    expect(stdout).toContain('Mind: The threshold was chosen on the labels it is judged on')
    expect(stdout).toContain('Mind: Windows of 10 rows reach across the purge gap of 2 rows')
  })

  test.each([
    [['--hold-out', '1.5'], '--hold-out must be a share such as 0.3 or 30%, not "1.5".'],
    [['--cross-validate', '1'], '--cross-validate must be a number of blocks from 2 to 50, not "1".'],
    [['--purge', '5'], '--purge goes with --hold-out or --cross-validate.'],
    [['--hold-out', '0.3', '--purge', 'x'], '--purge must be a number of rows, not "x".'],
    [['--hold-out', '0.3', '--cross-validate', '3'], 'Give --hold-out or --cross-validate, not both.'],
    [['--hold-out', '0.3', '--train-rows', '100'], 'Give --hold-out or --train-rows, not both.'],
    [['--cross-validate', '3', '--explain'], 'leave out --explain or --cross-validate'],
    [['--cross-validate', '50', '--set', 'window=100'], 'at most 6 blocks are possible here.'],
    [['--hold-out', '0.99'], 'Holding out the last 99 % leaves too little to train on.'],
  ])('%j is refused in a sentence', async (args, sentence) => {
    const { code, stderr } = await detect(...args)
    expect(code).not.toBe(0)
    expect(stderr).toContain(sentence)
  })

  test('a second file is held out already', async () => {
    const { code, stderr } = await runCli([
      'detect',
      file('pump.csv'),
      file('pump.csv'),
      '--detector',
      'kmeans',
      '--hold-out',
      '0.3',
    ])
    expect(code).not.toBe(0)
    expect(stderr).toContain('--hold-out divides one file')
  })
})
