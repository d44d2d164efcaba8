import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const file = (name: string) => join(folder, name)

/** 600 seconds of three waves; in rows 450–479 the second one stands still far off. */
function waves(from: number): string {
  const rows = Array.from({ length: 600 }, (_, i) => {
    const fault = i >= 450 && i < 480
    const noise = (k: number) => 0.05 * Math.sin(i * (k + 0.37) * 12.9898)
    return [
      new Date(Date.UTC(2024, 0, 1) + (from + i) * 1000).toISOString(),
      Math.sin(i / 7) + noise(1),
      fault ? 5 : Math.cos(i / 9) + noise(2),
      Math.sin(i / 5) + noise(3),
      fault ? 1 : 0,
    ].join(',')
  })
  return `time,a,b,c,bad\n${rows.join('\n')}\n`
}
writeFileSync(file('first.csv'), waves(0))
writeFileSync(file('second.csv'), waves(600))

describe('compare', () => {
  test('ranks the detectors of every file and over all files', async () => {
    const { code, stdout } = await runCli([
      'compare',
      file('first.csv'),
      file('second.csv'),
      '--detectors',
      'z-score,mahalanobis',
      '--labels',
      'bad',
      '--json',
    ])
    expect(code).toBe(0)
    const { files, overall, seed } = JSON.parse(stdout)
    expect(seed).toBe(1)
    expect(files.map((one: { file: string; by: string }) => [one.file, one.by])).toEqual([
      ['first.csv', 'labels'],
      ['second.csv', 'labels'],
    ])
    expect(files[0].rows.map((row: { rank: number }) => row.rank)).toEqual([1, 2, 3, 4])
    expect(files[0].rows[0].aucPr).toBeGreaterThan(0.9)
    expect(
      overall
        .map((row: { detector: string }) => row.detector)
        .slice(2)
        .sort(),
    ).toEqual(['constant', 'random'])
  })

  test('cleans every file first, in the order of the steps, and says so', async () => {
    const args = ['compare', file('first.csv'), '--detectors', 'z-score', '--labels', 'bad']
    const steps = ['--step', 'clip below=-1.2 above=1.2', '--step', 'drop channels=c']
    const cleaned = JSON.parse((await runCli([...args, ...steps, '--json'])).stdout)
    expect(cleaned.cleaning.map((step: { step: string }) => step.step)).toEqual(['clip', 'drop'])
    const { stdout } = await runCli([...args, '--json'])
    const raw = JSON.parse(stdout)
    expect(raw).not.toHaveProperty('cleaning')
    const of = (found: typeof raw) =>
      found.files[0].rows.find((row: { detector: string }) => row.detector === 'z-score')
    // Once clipped, the fault hardly stands out any more.
    expect(of(cleaned).aucPr).toBeLessThan(of(raw).aucPr)
    const words = await runCli([...args, ...steps])
    expect(words.stdout).toContain('After cleaning: clip ')
    expect((await runCli([...args, '--step', 'drop channels=d'])).stderr).toContain('There is no channel "d"')
  })

  test('says that it planted anomalies where it may not look at labels', async () => {
    const { code, stdout } = await runCli(['compare', file('first.csv'), '--detectors', 'z-score,pca', '--no-labels'])
    expect(code).toBe(0)
    expect(stdout).toContain('first.csv, ranked by planted anomalies')
    expect(stdout).toContain('Planted anomalies are not your anomalies')
    expect(stdout).toMatch(/ 1 {2}(pca|z-score) .*AUC-PR 0\.\d{3} .*agreement/)
  })

  test('prints tables for a paper', async () => {
    const { code, stdout } = await runCli([
      'compare',
      file('first.csv'),
      file('second.csv'),
      '--detectors',
      'z-score,mahalanobis',
      '--labels',
      'bad',
      '--markdown',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain(
      '**first.csv**, ranked by labels\n\n| Place | Detector | AUC-PR | VUS-PR | Seconds |\n| ---: | --- | ---: | ---: | ---: |\n| 1 |',
    )
    expect(stdout).toMatch(/\*\*Over 2 files\*\*, by mean place.*\n\n\| Mean place \| Detector \|/)
    expect(await runCli(['compare', file('first.csv'), '--json', '--markdown'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not both'),
    })
  })

  test('refuses unknown detectors and missing files with exit code 2', async () => {
    expect(await runCli(['compare', file('first.csv'), '--detectors', 'zscore'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no detector "zscore"'),
    })
    expect(await runCli(['compare', file('nothing.csv')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no file'),
    })
  })
})

describe('detect', () => {
  const detect = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli([
      'detect',
      file('first.csv'),
      '--train-rows',
      '300',
      '--labels',
      'bad',
      '--json',
      ...args,
    ])
    return { code, stderr, result: code === 0 ? JSON.parse(stdout) : null }
  }

  test('--ensemble makes one run of several detectors, with settings for each', async () => {
    const { result } = await detect(
      '--ensemble',
      'z-score,mahalanobis,isolation-forest',
      '--set',
      'isolation-forest.trees=20',
      '--combine',
      'mean',
      '--standardise',
      'rank',
    )
    expect(result).toMatchObject({
      detector: 'ensemble',
      parameters: { members: 'z-score,mahalanobis,isolation-forest', combine: 'mean', standardise: 'rank' },
      assessed: 600,
      members: [
        { detector: 'z-score' },
        { detector: 'mahalanobis' },
        { detector: 'isolation-forest', parameters: { trees: 20 } },
      ],
    })
    expect(result.measures['AUC-ROC']).toBeGreaterThan(0.9)
    const votes = (await detect('--ensemble', 'z-score,mahalanobis', '--votes', '2')).result
    expect(votes.threshold).toMatchObject({ rule: 'fixed', value: 0.75 })
    expect(votes.measures.recall).toBe(1)
  })

  test('--adaptive scores what follows the training rows and reports drift', async () => {
    const { result } = await detect('--detector', 'mahalanobis', '--adaptive', '--update-every', '50')
    expect(result).toMatchObject({
      assessed: 300,
      threshold: { rule: 'fixed', value: 1 },
      drift: { settings: { updateEvery: 50, keep: 300 } },
    })
    expect(result.drift.updates.length).toBeGreaterThan(2)
    expect(result.measures.recall).toBe(1)
    const two = await runCli([
      'detect',
      file('first.csv'),
      file('second.csv'),
      '--detector',
      'z-score',
      '--adaptive',
      '--labels',
      'bad',
      '--json',
    ])
    expect(JSON.parse(two.stdout)).toMatchObject({ rows: 600, assessed: 600 })
    expect(
      await runCli(['detect', file('second.csv'), file('first.csv'), '--detector', 'z-score', '--adaptive']),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining('must begin after') })
  })

  test('--explain blames the channel that is wrong', async () => {
    const { result } = await detect('--detector', 'z-score', '--explain')
    const [{ channels, score, baselineScore, method }] = result.explanations
    expect(method).toBe('exact')
    expect(
      channels.toSorted((a: { shapley: number }, b: { shapley: number }) => b.shapley - a.shapley)[0].channel,
    ).toBe('b')
    expect(channels.reduce((sum: number, c: { shapley: number }) => sum + c.shapley, 0)).toBeCloseTo(
      score - baselineScore,
      9,
    )
  })

  test('says what does not go together', async () => {
    for (const [args, sentence] of [
      [['--ensemble', 'z-score'], 'at least two members'],
      [['--ensemble', 'z-score,pca', '--votes', '3'], '3 of 2 members cannot agree'],
      [['--ensemble', 'z-score,pca', '--set', 'scaling=robust'], '--set takes detector.key=value'],
      [['--ensemble', 'z-score,pca', '--standardise', 'mean'], '--standardise takes z, rank or unify'],
      [['--ensemble', 'z-score,pca', '--adaptive'], 'not both'],
      [['--ensemble', 'z-score,pca', '--explain'], 'one by one'],
      [['--detector', 'random', '--adaptive'], 'only detectors that learn from normal data can adapt'],
    ] as const)
      expect(await detect(...args), args.join(' ')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(sentence),
      })
  })
})
