import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planted } from '../conformance/planted.ts'
import { runCli, temporaryFolder } from './run-cli.ts'

const folder = temporaryFolder()
const home = { ANOMALY_STUDIO_DATA: join(folder, 'data') }
const here = (name: string) => join(folder, name)

test('sites train by files that are carried about, and each uses the common model', async () => {
  for (const site of ['a', 'b']) {
    const { times, values } = planted(300, 2, [], site === 'a' ? 1 : 2).series
    const rows = Array.from(times, (t, i) => `${new Date(t).toISOString()},${values[0][i]},${values[1][i]}`)
    writeFileSync(here(`${site}.csv`), `time,flow,heat\n${rows.join('\n')}\n`)
  }
  const cli = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCli(['federate', ...args], home)
    expect([code, stderr]).toEqual([0, ''])
    return stdout
  }
  const init = ['--channels', 'flow,heat', '--set', 'window=20', '--clip', '5', '--noise', '0.5', '--sites', '2']
  await cli('init', '--out', here('0'), ...init)
  for (const round of [0, 1, 2]) {
    for (const site of ['a', 'b'])
      await cli('train', here(`${round}`), here(`${site}.csv`), '--site', site, '--out', here(`${site}${round}`))
    const said = await cli(
      'merge',
      here(`${round}`),
      here(`a${round}`),
      here(`b${round}`),
      '--out',
      here(`${round + 1}`),
    )
    if (round === 0) expect(said).toContain('the scaling of 600 rows of 2 sites')
    if (round === 2)
      expect(said).toMatch(/After 2 rounds whether a site took part is hidden by epsilon \d.* at delta 0.00001/)
  }
  expect(await cli('apply', here('3'), here('a.csv'), '--out', here('model'))).toContain('the threshold')
  expect(JSON.parse(readFileSync(here('model/recipe.json'), 'utf8'))).toMatchObject({
    detector: { id: 'conv-autoencoder' },
    training: { dataset: '2 rounds at a, b', rows: 600 },
  })
  const wrong = await runCli(['federate', 'apply', here('0'), here('a.csv'), '--out', here('none')], home)
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no trained weights yet')])
})

test('channels in other units than those that were asked for are refused', async () => {
  const { times, values } = planted(300, 1, []).series
  const rows = Array.from(times, (t, i) => `${new Date(t).toISOString()},${values[0][i]}`)
  writeFileSync(here('bar.csv'), `time,pressure [psi]\n${rows.join('\n')}\n`)
  await runCli(['federate', 'init', '--channels', 'pressure [bar]', '--set', 'window=20', '--out', here('units')], home)
  const { code, stderr } = await runCli(
    ['federate', 'train', here('units'), here('bar.csv'), '--site', 'Lyon', '--out', here('refused')],
    home,
  )
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining('comes in psi at site "Lyon", and the sites train on bar'),
  ])
})
