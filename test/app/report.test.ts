import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RealApp } from './real-app.ts'

/** 1,200 seconds of two channels; three jumps, two of them labelled. */
function csv(): string {
  const odd = (i: number) => [300, 700, 1000].some((from) => i >= from && i < from + 20)
  const lines = ['time,Flow [l/min],"Pressure <script>",anomaly']
  for (let i = 0; i < 1200; i++)
    lines.push(
      `${new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString()},${(10 + Math.sin(i / 8) + (odd(i) ? 9 : 0)).toFixed(4)},${(3 + Math.cos(i / 8) * 0.2).toFixed(4)},${odd(i) && i < 900 ? 1 : 0}`,
    )
  return lines.join('\n')
}

describe('reports and exports of the app with a real engine', () => {
  const studio = new RealApp()
  const path = (name: string) => join(studio.folder, name)
  const file = (name: string) => studio.app.admitOutput(path(name)).token
  let run = 0
  let labelSet = 0
  beforeAll(async () => {
    writeFileSync(path('plant.csv'), csv())
    await studio.call('project.create', { file: null, name: 'Plant' })
    await studio.imported(path('plant.csv'))
    const [dataset] = await studio.call('datasets.list', {})
    const [set] = await studio.call('labels.sets', { dataset: dataset.id })
    labelSet = set.id
    const started = await studio.call('train.start', {
      dataset: dataset.id,
      detector: 'z-score',
      params: {},
      channels: [],
      ranges: [],
      labelSet,
      excludeLabels: true,
      seed: 1,
      threshold: { rule: 'fixed', params: { value: 2 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
    })
    expect((await studio.ended(started.job)).message).toBeNull()
    run = started.run
  })
  afterAll(() => studio.app.close())

  test('a report is a job that writes one file, and only that file can be read back', async () => {
    const { job } = await studio.call('report.start', { run, labelSet, file: file('report.html') })
    expect(await studio.ended(job)).toMatchObject({ kind: 'export', status: 'done', title: 'Report of Z-score' })
    const { name, html } = await studio.call('report.read', { file: file('report.html') })
    expect([name, html]).toEqual(['report.html', readFileSync(path('report.html'), 'utf8')])
    expect(html).toContain('2 of 2 labelled windows were detected; 1 detection lies outside them.')
    expect(html).toContain('Pressure &lt;script&gt;')
    expect(html).not.toContain('<script')
    await expect(studio.call('report.read', { file: file('plant.csv') })).rejects.toThrow(
      'That is no report that was made in this session.',
    )
  })

  test('PDF is refused in a sentence where nothing can print it', async () => {
    expect(await studio.call('app.info', {})).toMatchObject({ pdf: false })
    await expect(studio.call('report.start', { run, labelSet, file: file('report.pdf') })).rejects.toThrow(
      'save the report as HTML, open it in the browser and print it to PDF there',
    )
  })

  test('a report that cannot be written says where, and another one can follow', async () => {
    await expect(studio.call('report.start', { run, labelSet, file: file('nowhere/report.html') })).rejects.toThrow(
      /^There is no folder ".*nowhere" to write "report\.html" into\.$/,
    )
    const next = await studio.call('report.start', { run, labelSet: null, file: file('second.html') })
    expect((await studio.ended(next.job)).status).toBe('done')
  })

  test('scores, detections and labels are written as CSV and as Parquet', async () => {
    const rows = { scores: 1200, detections: 3, labels: 2 }
    for (const what of ['scores', 'detections', 'labels'] as const)
      for (const format of ['csv', 'parquet'] as const)
        expect(
          await studio.call('report.export', { run, labelSet, what, format, file: file(`${what}.${format}`) }),
        ).toEqual({ rows: rows[what] })
    expect(readFileSync(path('labels.csv'), 'utf8').split('\n').slice(0, 2)).toEqual([
      'start,end,class,channels,status,certainty,note,author,origin',
      '2026-01-01T00:05:00.000Z,2026-01-01T00:05:19.000Z,anomaly,,accepted,1.0,,Ada,import',
    ])
    // What Parquet holds is what an import reads.
    const { recipe } = await studio.call('import.preview', {
      file: studio.app.admit(path('scores.parquet')).token,
      changed: null,
    })
    expect(recipe).toMatchObject({
      time: { column: 'time' },
      labelColumns: ['anomaly'],
      channels: [{ column: 'score', include: true }],
    })
    const project = studio.app.admitOutput((await studio.call('project.current', {}))!.path).token
    const refused = expect.objectContaining({
      code: 'bad-input',
      message: expect.stringMatching(
        /^"[^"]+\.anomaly" is the name of a project file: choose another name to export to\.$/,
      ),
    })
    await expect(
      studio.call('report.export', { run, labelSet, what: 'detections', format: 'csv', file: project }),
    ).rejects.toEqual(refused)
    await expect(studio.call('report.start', { run, labelSet, file: project })).rejects.toEqual(refused)
    await expect(studio.call('runs.export', { run, file: project })).rejects.toEqual(refused)
    await expect(
      studio.call('report.export', { run, labelSet: null, what: 'labels', format: 'csv', file: file('none.csv') }),
    ).rejects.toThrow('There is no label set to export.')
  })

  test('scores are written in a job that tells how far it is, and leaves nothing when it is cancelled', async () => {
    const exports = async () =>
      (await studio.call('jobs.list', {})).filter((job) => job.title === 'Export scores of Z-score')
    await studio.call('report.export', { run, labelSet, what: 'scores', format: 'csv', file: file('told.csv') })
    expect((await exports()).at(-1)).toMatchObject({ kind: 'export', run, status: 'done', total: 1200, unit: 'rows' })
    const answer = studio.call('report.export', {
      run,
      labelSet,
      what: 'scores',
      format: 'csv',
      file: file('cancelled.csv'),
    })
    await studio.call('jobs.cancel', { job: (await exports()).at(-1)!.id })
    expect(await answer).toBeNull()
    expect((await exports()).at(-1)!.status).toBe('cancelled')
    expect(existsSync(path('cancelled.csv'))).toBe(false)
    expect(
      await studio.call('report.export', {
        run,
        labelSet,
        what: 'scores',
        format: 'csv',
        file: file('nowhere/scores.csv'),
      }),
    ).toBeNull()
    expect((await exports()).at(-1)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/^There is no folder ".*nowhere" to write "scores\.csv" into\.$/),
    })
  })

  test('a project that can only be read can be reported on', async () => {
    const { path: project } = (await studio.call('project.current', {}))!
    // Open in a first app, a second one may only look.
    const second = new RealApp()
    expect(await second.call('project.open', { file: second.app.admit(project).token })).toMatchObject({
      readOnly: true,
    })
    const { job } = await second.call('report.start', {
      run,
      labelSet,
      file: second.app.admitOutput(path('read-only.html')).token,
    })
    expect(await second.ended(job)).toMatchObject({ status: 'done' })
    await second.app.close()
    expect(existsSync(path('read-only.html'))).toBe(true)
  })
})
