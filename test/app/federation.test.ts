import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unpackUpdate, packUpdate } from '../../src-main/analysis/federated/file.ts'
import type { SiteUpdate } from '../../src-main/analysis/federated/federation.ts'
import { readFileSync } from 'node:fs'
import { RealApp } from './real-app.ts'

/** 300 seconds of a pump; 15 rows near the end jump. */
const csv = (shift: number) =>
  [
    'time,flow,pressure,anomaly',
    ...Array.from({ length: 300 }, (_, i) => {
      const odd = i >= 250 && i < 265
      const flow = 10 + Math.sin((i + shift) / 8) + 0.05 * Math.sin(i * 7.3 + shift) + (odd ? 5 : 0)
      const pressure = 3 + Math.cos((i + shift) / 8) + 0.05 * Math.cos(i * 5.1)
      return `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${flow.toFixed(4)},${pressure.toFixed(4)},${Number(odd)}`
    }),
  ].join('\n')
const settings = { proximal: 0, clip: 5, noise: 0.5, delta: 1e-5, sites: 3, sample: 1 }

describe('sites that keep their data', () => {
  const studio = new RealApp()
  const names = ['Graz', 'Lyon', 'Turin']
  const output = (name: string) => studio.app.admitOutput(join(studio.folder, name)).token
  const begin = (name: string, more = {}) =>
    studio.call('federation.begin', {
      detector: 'conv-autoencoder',
      params: { window: 20, epochs: 1 },
      channels: ['flow', 'pressure'],
      settings,
      out: output(name),
      ...more,
    })
  const datasets = () => studio.call('datasets.list', {})

  beforeAll(async () => {
    await studio.call('project.create', { file: null, name: 'Plants' })
    for (const [i, name] of names.entries()) {
      writeFileSync(join(studio.folder, `${name}.csv`), csv(3 * i))
      await studio.imported(join(studio.folder, `${name}.csv`), name)
    }
  })
  afterAll(() => studio.app.close())

  /** Every site's part of a round; the files that they hand back. */
  async function round(file: string, n: string): Promise<string[]> {
    const updates: string[] = []
    for (const { id, name } of await datasets()) {
      const rows = { site: name, datasets: [id], trainShare: 0.5 }
      const asked = await studio.call('federation.train', { file, ...rows, out: output(`${name} ${n}.update`) })
      expect(await studio.ended(asked.job)).toMatchObject({ status: 'done' })
      updates.push(asked.file.token)
    }
    return updates
  }
  async function merge(file: string, updates: string[], out: string) {
    const asked = await studio.call('federation.merge', { file, updates, out: output(out) })
    return { ...(await studio.ended(asked.job)), next: asked.file.token }
  }

  test('train one model by files, round by round, and use it as a run', async () => {
    const { look, file } = await begin('0.federation')
    expect(look).toMatchObject({ name: 'Convolutional autoencoder', round: 0, history: [] })
    const sums = await round(file.token, '0')
    expect(await studio.call('federation.lookAtUpdate', { file: sums[1] })).toEqual({
      site: 'Lyon',
      round: 0,
      rows: 150,
      loss: NaN,
    })
    const scaled = await merge(file.token, sums, '1.federation')
    expect(scaled.message).toContain('The scaling of 3 sites and 450 rows')
    const merged = await merge(scaled.next, await round(scaled.next, '1'), '2.federation')
    expect(merged.status).toBe('done')
    const after = await studio.call('federation.look', { file: merged.next })
    expect(after).toMatchObject({ round: 2, history: [{ round: 0 }, { round: 1, sites: names, rows: 450 }] })
    expect(after.history[1].loss).toBeGreaterThan(0)

    const [first] = await datasets()
    const rows = { site: first.name, datasets: [first.id], trainShare: 0.5 }
    const early = await studio.call('federation.apply', { file: file.token, ...rows })
    expect((await studio.ended(early.job)).message).toContain('no trained weights yet')
    const used = await studio.call('federation.apply', { file: merged.next, ...rows })
    expect(await studio.ended(used.job)).toMatchObject({ status: 'done' })
    const [run] = await studio.call('runs.list', { dataset: first.id })
    expect(run).toMatchObject({ name: 'Convolutional autoencoder of 3 sites', status: 'ready' })
    expect(run.thresholdValue).toBeGreaterThan(0)
    expect(run.measures!.values.length).toBeGreaterThan(0)
  }, 120_000)

  test('are told what does not fit: rounds, twins, other networks, numbers that are none, and files of other kinds', async () => {
    const { file } = await begin('a.federation')
    const sums = await round(file.token, 'of a')
    const scaled = await merge(file.token, sums, 'b.federation')
    expect((await merge(scaled.next, sums, 'c.federation')).message).toContain('is of round 0, and this is round 1')
    expect((await merge(file.token, [sums[0], sums[0]], 'd.federation')).message).toContain('"Graz" comes twice')
    const other = await begin('e.federation', { params: { window: 30, epochs: 1 } })
    expect((await merge(other.file.token, sums, 'f.federation')).message).toContain('"Graz" is of another architecture')
    await expect(studio.call('federation.look', { file: sums[0] })).rejects.toThrow('is not a federation')
    await expect(studio.call('federation.lookAtUpdate', { file: file.token })).rejects.toThrow(
      'not an update of a site',
    )
    const csvFile = studio.app.admit(join(studio.folder, 'Graz.csv')).token
    await expect(studio.call('federation.look', { file: csvFile })).rejects.toThrow('"Graz.csv" is not a federation.')
    const cut = join(studio.folder, 'cut.federation')
    writeFileSync(cut, readFileSync(join(studio.folder, 'a.federation')).subarray(0, -8))
    await expect(studio.call('federation.look', { file: studio.app.admit(cut).token })).rejects.toThrow(
      '"cut.federation" was cut off or changed on its way',
    )

    const path = join(studio.folder, 'Turin of a.update')
    const broken: SiteUpdate = unpackUpdate(readFileSync(path), 'Turin')
    broken.sums!.mean[0] = NaN
    const brokenPath = join(studio.folder, 'broken.update')
    writeFileSync(brokenPath, packUpdate(broken))
    const left = await merge(file.token, [sums[0], sums[1], studio.app.admit(brokenPath).token], 'g.federation')
    expect(left).toMatchObject({ status: 'done' })
    expect(left.message).toContain('Site "Turin" was left out: its update holds values that are no numbers.')
  }, 120_000)

  test('begin with a network, channels that differ, and noise that is measured by something', async () => {
    await expect(begin('n.federation', { settings: { ...settings, clip: 0 } })).rejects.toThrow('a longest change')
    await expect(begin('n.federation', { channels: ['flow', 'flow'] })).rejects.toThrow('named twice')
    await expect(begin('n.federation', { detector: 'pca', params: {} })).rejects.toThrow('no weights that could be')
    const { file } = await begin('h.federation', { channels: ['flow', 'heat'] })
    const [first] = await datasets()
    const asked = await studio.call('federation.train', {
      file: file.token,
      site: 'Graz',
      datasets: [first.id],
      trainShare: 0.5,
      out: output('h.update'),
    })
    expect((await studio.ended(asked.job)).message).toContain(
      'All sites train on channel "heat", which site "Graz" does not have',
    )
  }, 60_000)
})
