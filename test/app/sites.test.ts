import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from './real-app.ts'

/** 400 seconds of a pump; 15 rows jump. shift — of the whole signal, in rows. */
function rowsOf(shift: number, odd: number, place: [number, number] | null): string[] {
  return Array.from({ length: 400 }, (_, i) => {
    const jumps = i >= odd && i < odd + 15
    return [
      new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(),
      (10 + Math.sin((i + shift) / 8) + 0.05 * Math.sin(i * 7.3 + shift) + (jumps ? 5 : 0)).toFixed(4),
      (3 + Math.cos((i + shift) / 8) + 0.05 * Math.cos(i * 5.1)).toFixed(4),
      ...(place ? place.map(String) : []),
      jumps ? '1' : '0',
    ].join(',')
  })
}
const names = ['Graz', 'Lyon', 'Turin']

describe('sites of a project', () => {
  const studio = new RealApp()
  const folder = join(studio.folder, 'north plant')
  beforeAll(async () => {
    await studio.call('project.create', { file: null, name: 'Plants' })
    mkdirSync(folder)
    for (const [i, name] of names.entries()) {
      const lines = ['time,flow,pressure,longitude,latitude,anomaly', ...rowsOf(3 * i, 300 + 20 * i, [5 + i, 45])]
      writeFileSync(join(folder, `${name}.csv`), lines.join('\n'))
      await studio.imported(join(folder, `${name}.csv`), name)
    }
  })
  afterAll(() => studio.app.close())
  const state = () => studio.call('sites.state', {})

  test('are none before somebody says so, and then nothing is trained', async () => {
    expect((await state()).sites).toEqual([])
    expect((await state()).without).toHaveLength(3)
    await expect(
      studio.call('sites.train', {
        detectors: [{ id: 'pca', params: {} }],
        ways: ['own'],
        trainShare: 0.5,
        keep: false,
      }),
    ).rejects.toThrow('There is no site in the project')
  })

  test('are datasets of a folder, datasets by themselves, or what a person says', async () => {
    expect(await studio.call('sites.assignBy', { by: 'folder' })).toEqual({ assigned: 3, notes: [] })
    expect((await state()).sites.map(({ name, rows }) => [name, rows])).toEqual([['north plant', 1200]])
    await studio.call('sites.assignBy', { by: 'file' })
    expect((await state()).sites.map(({ name }) => name)).toEqual(names)
    const [first] = await studio.call('datasets.list', {})
    await studio.call('sites.assign', { datasets: [first.id], site: 'Vienna' })
    expect((await state()).sites.map(({ name }) => name)).toEqual(['Lyon', 'Turin', 'Vienna'])
    await studio.call('sites.assign', { datasets: [first.id], site: 'Graz' })
  })

  test('lie where their data say, unless a person or a table says otherwise', async () => {
    expect((await state()).sites[1]).toMatchObject({ name: 'Lyon', place: { x: 6, y: 45 }, placeFrom: 'data' })
    await studio.call('sites.place', { site: 'Lyon', place: { x: 4.83, y: 45.76 } })
    expect((await state()).sites[1]).toMatchObject({ place: { x: 4.83, y: 45.76 }, placeFrom: 'person' })
    const table = join(studio.folder, 'places.csv')
    writeFileSync(table, 'site;Longitude;Latitude\nGraz;15,44;47,07\nOslo;10,7;59,9\nTurin;here;45\n')
    const { token } = studio.app.admit(table)
    expect(await studio.call('sites.placesFrom', { file: token })).toEqual({
      placed: 1,
      notes: ['No site here is called Oslo.', 'Without a place that can be read: line 4.'],
    })
    expect((await state()).sites[0].place).toEqual({ x: 15.44, y: 47.07 })
    await studio.call('sites.place', { site: 'Lyon', place: null })
    expect((await state()).sites[1].placeFrom).toBe('data')
    writeFileSync(table, 'a,b\n1,2\n')
    await expect(studio.call('sites.placesFrom', { file: token })).rejects.toThrow('needs a column of names and two')
  })

  test('have a picture under their map, which is no picture by its name alone', async () => {
    const path = join(studio.folder, 'plan.png')
    writeFileSync(path, 'no picture')
    const { token } = studio.app.admit(path)
    await expect(studio.call('sites.picture', { file: token })).rejects.toThrow('neither a PNG nor a JPEG')
    writeFileSync(path, Buffer.from('89504e470d0a1a0a00', 'hex'))
    await studio.call('sites.picture', { file: token })
    const { picture } = await state()
    expect(picture?.data).toMatch(/^data:image\/png;base64,iVBORw0KGg/)
    expect(picture!.left).toBeLessThan(6)
    await expect(studio.call('sites.movePicture', { left: 1, right: 0, bottom: 0, top: 1 })).rejects.toThrow('left of')
    await studio.call('sites.movePicture', { left: 0, right: 20, bottom: 40, top: 50 })
    expect((await state()).picture).toMatchObject({ left: 0, right: 20 })
    await studio.call('sites.picture', { file: null })
    expect((await state()).picture).toBeNull()
  })

  test('go alike, the nearer the more, and distances are along the globe', async () => {
    const { channel, channels, pairs } = await studio.call('sites.correlation', { channel: 'pressure' })
    expect([channel, channels.slice(0, 2)]).toEqual(['pressure', ['flow', 'pressure']])
    const pair = pairs.find(({ a, b }) => a === 'Lyon' && b === 'Turin')!
    expect(pair.rows).toBe(400)
    // cos(3/8) of two waves that are three rows apart.
    expect(pair.correlation!).toBeCloseTo(Math.cos(3 / 8), 1)
    expect(pair.distance! / 1000).toBeCloseTo(78.6, 0)
    await expect(studio.call('sites.correlation', { channel: 'x' })).rejects.toThrow('Not every site has a channel "x"')
  })

  test('are trained in every way as one job, judged, left out in turn, and the best model of each becomes a run', async () => {
    const { job } = await studio.call('sites.train', {
      detectors: [
        { id: 'pca', params: {} },
        { id: 'bilstm-classifier', params: {} },
      ],
      ways: ['own', 'common', 'tuned', 'left out'],
      trainShare: 0.5,
      keep: true,
    })
    const ended = await studio.ended(job)
    expect([ended.status, ended.message]).toEqual(['done', null])
    const report = (await studio.call('sites.report', {}))!
    expect(report.detectors).toEqual([
      { id: 'pca', name: expect.any(String) as string, problem: null },
      {
        id: 'bilstm-classifier',
        name: expect.any(String) as string,
        problem: expect.stringContaining('labels') as string,
      },
    ])
    expect(report.outcomes).toHaveLength(9)
    for (const { aucPr } of report.outcomes) expect(aucPr).toBeGreaterThan(0.6)
    const rows = (way: string) => report.outcomes.filter((one) => one.way === way).map((one) => one.rows)
    expect([rows('own'), rows('common'), rows('left out')]).toEqual([
      [200, 200, 200],
      [600, 600, 600],
      [400, 400, 400],
    ])
    expect(report.kept.map(({ site }) => site)).toEqual(names)
    expect(report.notes.join()).toContain('cannot go on from a trained model')
    const [first] = await studio.call('datasets.list', {})
    const [run] = await studio.call('runs.list', { dataset: first.id })
    expect(run).toMatchObject({ status: 'ready', heldOut: { first: 200, last: 399 } })
    expect(run.detections).toBeGreaterThan(0)
    expect((await state()).sites[0].detections).toBe(run.detections)
  })

  test('come out of one file by a column that names them, places and labels with them', async () => {
    const path = join(studio.folder, 'all.csv')
    const lines = names.flatMap((name, i) => rowsOf(i, 350, [i, 2 * i]).map((row) => `"${name}, old",${row}`))
    writeFileSync(path, ['plant,time,flow,pressure,x,y,anomaly', ...lines].join('\n'))
    const { token } = studio.app.admit(path)
    expect(await studio.call('sites.columns', { file: token })).toEqual([
      { name: 'plant', values: 3, first: ['Graz, old', 'Lyon, old', 'Turin, old'] },
    ])
    const ended = await studio.ended((await studio.call('sites.import', { file: token, column: 'plant' })).job)
    expect([ended.status, ended.message]).toEqual(['done', '3 sites of all.csv are datasets of their own now.'])
    const lyon = (await state()).sites.find(({ name }) => name === 'Lyon, old')!
    expect(lyon).toMatchObject({ rows: 400, place: { x: 1, y: 2 } })
    expect((await studio.call('datasets.list', {})).find(({ id }) => id === lyon.datasets[0])!.labelCount).toBe(1)
    const failed = await studio.ended((await studio.call('sites.import', { file: token, column: 'nowhere' })).job)
    expect(failed.message).toContain('all.csv has no column "nowhere"')
    expect(await studio.call('datasets.list', {})).toHaveLength(6)
  })
})
