import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeProject } from '../../src-main/db/file/open.ts'
import { renameRun } from '../../src-main/db/runs.ts'
import { parseReport } from '../../src-main/cli/report/run.ts'
import { projectWithEvents } from '../formats/report/hundred-events.ts'
import { runCli } from './run-cli.ts'

describe('report', () => {
  let project: Awaited<ReturnType<typeof projectWithEvents>>
  beforeAll(async () => {
    project = await projectWithEvents({ events: 3, channels: 2, every: 300 })
    renameRun(project.db, project.run.id, 'Night watch')
    closeProject(project.db)
  })
  afterAll(() => project.remove())
  const out = (name: string) => join(project.folder, name)

  test('writes the newest run of a project, its only one, by number and by name', async () => {
    const environment = { ANOMALY_STUDIO_DATA: join(project.folder, 'data'), ANOMALY_STUDIO_PROJECTS: project.folder }
    for (const run of [project.path, `${project.path}#${project.run.id}`, `${project.path}#night WATCH`]) {
      const { code, stdout, stderr } = await runCli(
        ['report', run, '--out', out('report.html'), '--force', '--json'],
        environment,
      )
      expect([code, stderr]).toEqual([0, ''])
      expect(JSON.parse(stdout)).toMatchObject({
        run: 'Night watch',
        dataset: 'pump',
        number: project.run.id,
        labels: 'Labels',
      })
    }
    const page = readFileSync(out('report.html'), 'utf8')
    expect(page).toContain('<h1>Night watch</h1>')
    expect(page.match(/<article class="event"/g)).toHaveLength(4)
    const before = readdirSync(project.folder).sort()
    const { code, stderr } = await runCli(['report', project.path, '--out', out('report.html')], environment)
    expect([code, stderr]).toEqual([
      2,
      'There is already a file "report.html" in that folder. Choose another name, or add --force to replace it.\n',
    ])
    expect(readdirSync(project.folder).sort()).toEqual(before)
    expect(before.filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('holds the run against no labels where that is wanted', async () => {
    const { stdout } = await runCli(['report', project.path, '--no-labels', '--out', out('bare.html')])
    expect(stdout).toMatch(/^Report of "Night watch" on "pump": .*bare\.html, 0\.0\d MB\n$/)
    expect(readFileSync(out('bare.html'), 'utf8')).toContain('There are no labels to judge by')
  })

  test('says in a sentence what is not there', async () => {
    const refused = async (...args: string[]) => (await runCli(['report', ...args])).stderr
    expect(await refused(`${project.path}#9`, '--out', out('x.html'))).toContain(
      `has no run "9". Its runs: ${project.run.id} (Night watch on pump).`,
    )
    expect(await refused(project.path, '--labels', 'mine', '--out', out('x.html'))).toContain(
      '"pump" has no label set "mine". It has: Labels.',
    )
    expect(await refused(project.path, '--out', join(project.folder, 'nowhere', 'x.html'))).toContain(
      'to write "x.html" into.',
    )
    expect(await refused(join(project.folder, 'none.anomaly'), '--out', out('x.html'))).toContain(
      'There is no project file',
    )
  })

  test('tells a project from the run after it', () => {
    const options = { out: 'r.html', labels: true }
    expect(parseReport(`${project.path}#a#b`, options)).toMatchObject({ project: project.path, run: 'a#b' })
    expect(parseReport(`${project.path.replace(/\.anomaly$/, '')}#7`, options)).toMatchObject({
      project: project.path,
      run: '7',
    })
    expect(parseReport(project.path, { ...options, run: '3' })).toMatchObject({ run: '3' })
    expect(() => parseReport(`${project.path}#2`, { ...options, run: '3' })).toThrow(
      'The run is named twice: "2" and "3".',
    )
    expect(() => parseReport(project.path, { ...options, out: 'r.pdf' })).toThrow('The command line writes HTML')
  })
})
