import { linkSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { thresholds } from '../../src-main/analysis/thresholds/index.ts'
import { parseDetect } from '../../src-main/cli/detect/options.ts'
import type { DetectOptions } from '../../src-main/cli/detect/plan.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const file = join(folder, 'pump.csv')
const rows = `time,a,anomaly\n${Array.from({ length: 60 }, (_, i) => `2024-01-01T00:00:${String(i).padStart(2, '0')}Z,${i % 7},${i > 50 ? 1 : 0}\n`).join('')}`
writeFileSync(file, rows)
linkSync(file, join(folder, 'again.csv'))

describe('options that contradict each other, or that nothing would look at, are refused before a file is read', () => {
  test.each<[Partial<DetectOptions>, string]>([
    [{ votes: '2' }, '--votes goes with --ensemble.'],
    [{ weights: '1,2' }, '--weights goes with --ensemble.'],
    [{ standardise: 'rank' }, '--standardise goes with --ensemble.'],
    [{ keep: '5' }, '--keep goes with --adaptive.'],
    [{ acceptAfter: '5' }, '--accept-after goes with --adaptive.'],
    [{ ensemble: 'pca,kmeans', votes: '1', weights: '1,2' }, 'Give --votes or --weights, not both.'],
    [{ ensemble: 'pca,kmeans', detector: 'pca' }, 'Give --detector or --ensemble, not both.'],
    [{ ensemble: 'pca,kmeans', adaptive: true }, 'Give --ensemble or --adaptive, not both.'],
    [{ trainRows: '5', trainUntil: '2024-01-01' }, 'Give --train-rows or --train-until, not both.'],
    [
      { threshold: '3' },
      `There is no threshold rule "3". Known: ${thresholds.map((rule) => rule.id).join(', ')}. A number is written "fixed:3".`,
    ],
    [{ out: '' }, '--out needs the name of a file.'],
    [{ out: '-' }, '--out needs the name of a file.'],
    [{ out: file, force: true }, `"${basename(file)}" would be overwritten, and it is read here: choose another name.`],
    [{ out: join(folder, 'again.csv') }, '"again.csv" would be overwritten, and it is read here: choose another name.'],
  ])('%j', (options, sentence) => {
    expect(() => parseDetect(file, undefined, { set: [], seed: '1', ...options })).toThrow(
      expect.objectContaining({ code: 'bad-input', message: sentence }),
    )
  })

  test.each(['constructor=1', '__proto__=1', 'toString=1'])(
    '--set %s is no parameter, though every object has it',
    (set) => {
      expect(() => parseDetect(file, undefined, { set: [set], seed: '1', detector: 'pca' })).toThrow(
        `There is no parameter "${set.split('=')[0]}".`,
      )
    },
  )

  test('none of them is refused where it belongs', () => {
    expect(
      parseDetect(file, undefined, { set: [], seed: '1', ensemble: 'pca,kmeans', weights: '1,2', standardise: 'rank' })
        .ensemble?.options,
    ).toMatchObject({ combine: 'weighted', weights: [1, 2], standardise: 'rank' })
    expect(
      parseDetect(file, undefined, { set: [], seed: '1', detector: 'pca', adaptive: true, keep: '5' }).adaptive,
    ).toMatchObject({ keep: 5, acceptAfter: 0 })
  })
})

test('data are never overwritten by the scores made from them', async () => {
  const { code, stderr } = await runCli(['detect', file, '--detector', 'z-score', '--out', file])
  expect([code, stderr]).toEqual([
    2,
    `"${basename(file)}" would be overwritten, and it is read here: choose another name.\n`,
  ])
  expect(readFileSync(file, 'utf8')).toBe(rows)
})

test.each([
  ['detect', ['detect', file, '--detector', 'z-score', '--labels', folder]],
  ['evaluate', ['evaluate', file, '--score', 'a', '--labels', folder]],
])('a folder for --labels of %s gets a sentence', async (_, args) => {
  expect(await runCli(args)).toMatchObject({ code: 2, stdout: '', stderr: `"${folder}" is not a file.\n` })
})

test('standard input gets a sentence', async () => {
  expect(await runCli(['detect', '-'])).toMatchObject({
    code: 2,
    stderr: 'Standard input is not read: give the name of a file.\n',
  })
})
