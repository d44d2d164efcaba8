import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planted } from '../conformance/planted.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = { ANOMALY_STUDIO_DATA: join(folder, 'data') }

const rowsOf = (seed: number) => {
  const { series, labels } = planted(300, 2, [[220, 15]], seed)
  return Array.from(series.times, (t, i) =>
    [new Date(t).toISOString(), series.values[0][i], series.values[1][i], labels[i]].join(','),
  )
}

describe('train --sites', () => {
  test('takes each file of a folder as a site, says what each model is worth, and writes the best', async () => {
    const plants = join(folder, 'plants')
    mkdirSync(plants)
    for (const seed of [1, 2, 10])
      writeFileSync(join(plants, `line ${seed}.csv`), ['time,flow,heat,anomaly', ...rowsOf(seed), ''].join('\n'))
    const out = join(folder, 'models')
    const { code, stdout, stderr } = await runCli(
      ['train', '--sites', plants, '--by', 'file', '--detector', 'pca', '--leave-one-out', '--out', out, '--json'],
      home,
    )
    expect([code, stderr]).toEqual([0, ''])
    const result = JSON.parse(stdout) as {
      sites: { site: string; models: { way: string; aucPr: number; rows: number }[] }[]
    }
    expect(result.sites.map(({ site }) => site)).toEqual(['line 1', 'line 2', 'line 10'])
    expect(result.sites[0].models.map(({ way, rows }) => [way, rows])).toEqual([
      ['own', 150],
      ['common', 450],
      ['left out', 300],
    ])
    for (const { models } of result.sites) for (const { aucPr } of models) expect(aucPr).toBeGreaterThan(0.5)
    expect(existsSync(join(out, 'line 2', 'model.onnx'))).toBe(true)
  })

  test('takes the column of a file that names the site, however the rows are mixed', async () => {
    const [a, b] = [rowsOf(1), rowsOf(2)]
    const mixed = a.flatMap((row, i) => [`${row},north`, `${b[i]},"south, old"`])
    writeFileSync(join(folder, 'all.csv'), ['time,flow,heat,anomaly,line', ...mixed, ''].join('\n'))
    const args = ['train', '--sites', join(folder, 'all.csv'), '--detector', 'z-score']
    const { code, stdout, stderr } = await runCli([...args, '--by', 'line'], home)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^site +its own +one for all$/m)
    expect(stdout).toMatch(/^south, old +\d\.\d{3} +\d\.\d{3}$/m)
    expect(stdout).toMatch(/^95 % +\d\.\d{3}…\d\.\d{3}/m)
    const refused = async (...more: string[]) => (await runCli([...args, ...more], home)).stderr
    expect(await refused()).toContain('is one file: name the column that holds the sites with --by')
    expect(await refused('--by', 'plant')).toContain('has no column "plant". It has: time, flow, heat, anomaly, line.')
    expect(await refused('--by', 'line', '--train-rows', '900')).toContain('has 300 rows, fewer than --train-rows')
  })
})
