import { spawn } from 'node:child_process'
import { copyFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { seededRandom } from '../../src-main/analysis/math/random.ts'
import { createApp, type App } from '../../src-main/app/create-app.ts'
import { createDataset, finishDataset, listDatasets } from '../../src-main/db/datasets.ts'
import { listSets } from '../../src-main/db/labels/label-sets.ts'
import { listLabels } from '../../src-main/db/labels/labels.ts'
import { closeProject, openProject } from '../../src-main/db/file/open.ts'
import { createDatasetWriter } from '../../src-main/db/series/series.ts'
import { StudioError } from '../../src-main/shared/errors.ts'
import { libraryWords, type Campaign } from './campaign.ts'
import { digestOf } from './work-on-app.ts'

const rows = 2000

/** Two apps, or an app and a command, on one project; a copy that is made while it is open; a project that is moved away under the app. */
export const twoCampaign: Campaign = {
  id: 'two',
  what: 'Two at once: two apps, an app and a command, copies made while it is open, a file that is moved away',
  async attempt(seed, folder) {
    const random = seededRandom(seed)
    const path = join(folder, 'shared.anomaly')
    const { dataset, set, start } = makeProject(path)
    const [one, two] = [appIn(folder, 'one'), appIn(folder, 'two')]
    const wrong: string[] = []
    const opened = await one.call('project.open', { file: one.admit(path).token })
    if (!opened.ok) wrong.push(`the first app: ${opened.error.message}`)
    await two.call('project.open', { file: two.admit(path).token })
    const states = new Set<string>([digestOf([])])
    let last = digestOf([])
    const look = async (app: App) => {
      const answer = await app.call('labels.list', { set })
      return answer.ok ? digestOf(answer.value as never) : answer.error.message
    }
    const steps = [
      async () => {
        const labels = [{ set, class: 1, start: start + random.below(1000) * 1000, end: start + rows * 1000 - 1000 }]
        const answer = await one.call('labels.create', { labels })
        if (!answer.ok) return void wrong.push(`an edit of the first app: ${answer.error.message}`)
        states.add((last = await look(one)))
      },
      async () => {
        await one.call(random.below(2) === 0 ? 'labels.undo' : 'labels.redo', { dataset })
        states.add((last = await look(one)))
      },
      async () => {
        const answer = await two.call('labels.create', { labels: [{ set, class: 1, start, end: start }] })
        if (answer.ok) wrong.push('the second app wrote into the project of the first')
        else if (answer.error.code !== 'read-only' || libraryWords.test(answer.error.message))
          wrong.push(answer.error.message)
        if ((await look(two)) !== last) wrong.push('the second app does not see what the first has acknowledged')
      },
      async () => {
        const copy = join(folder, 'copy.anomaly')
        copyFileSync(path, copy)
        wrong.push(...lookAtCopy(copy, dataset, states))
      },
    ]
    for (let i = 0; i < 12; i++) await steps[random.below(steps.length)]()
    if (random.below(4) === 0) {
      const { code, said } = await command(['import', join(folder, 'absent.csv'), '--project', path])
      if (code === 0 || libraryWords.test(said)) wrong.push(`a command beside the app ended with ${code}: ${said}`)
    }
    if (random.below(3) === 0) {
      const moved = join(folder, 'moved.anomaly')
      renameSync(path, moved)
      const answer = await one.call('labels.create', { labels: [{ set, class: 1, start, end: start }] })
      if (answer.ok) wrong.push('an edit was acknowledged though the file was moved away')
      else if (libraryWords.test(answer.error.message)) wrong.push(answer.error.message)
      renameSync(moved, path)
    }
    await two.close()
    await one.close()
    const db = openProject(path, { role: 'app' })
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') wrong.push('the file is damaged')
    if (digestOf(listLabels(db, { set })) !== last) wrong.push('the labels are not those that were acknowledged')
    closeProject(db)
    const left = readdirSync(folder).filter((name) => !['shared.anomaly', 'one', 'two'].includes(name))
    if (left.length > 0) wrong.push(`left over: ${left.join(', ')}`)
    const what = `two apps on ${basename(path)}`
    return wrong.length > 0
      ? { kind: 'failed', what, said: wrong.join('; '), file: path }
      : { kind: 'right', what, said: '' }
  },
}

/** A copy without what lies beside it is a state that was acknowledged, or is refused in a sentence. */
function lookAtCopy(path: string, dataset: number, states: ReadonlySet<string>): string[] {
  try {
    const db = openProject(path, { role: 'app' })
    try {
      if (db.pragma('integrity_check', { simple: true }) !== 'ok') return ['a copy is damaged and opens']
      if (listDatasets(db).length !== 1) return ['a copy has lost its dataset']
      const labels = listSets(db, dataset).flatMap(({ id }) => listLabels(db, { set: id }))
      return states.has(digestOf(labels)) ? [] : ['a copy holds labels that never were']
    } finally {
      closeProject(db)
    }
  } catch (error) {
    return error instanceof StudioError && !libraryWords.test(error.message) ? [] : [`a copy: ${String(error)}`]
  } finally {
    for (const ending of ['', '-wal', '-shm', '-journal']) rmSync(path + ending, { force: true })
  }
}

function makeProject(path: string): { dataset: number; set: number; start: number } {
  const db = openProject(path, { role: 'app', create: true })
  const start = 1.7e12
  const times = Float64Array.from({ length: rows }, (_, i) => start + i * 1000)
  const dataset = createDataset(db, { name: 'shared', sourceFile: 'x', zone: 'UTC', recipe: null }, 'ada')
  const writer = createDatasetWriter(db, dataset, [{ name: 'a', unit: null }])
  writer.write(times, [times])
  writer.finish()
  finishDataset(db, dataset, null)
  const set = listSets(db, dataset)[0].id
  closeProject(db)
  return { dataset, set, start }
}

const appIn = (folder: string, name: string): App =>
  createApp({
    kind: 'serve',
    version: '0',
    dataFolder: join(folder, name),
    projectsFolder: folder,
    author: name,
    startEngine: () => ({ send: () => {}, onMessage: () => {}, onExit: () => {}, kill: () => {} }),
  })

function command(args: string[]): Promise<{ code: number | null; said: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../cli.ts'), ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk))
    child.on('close', (code) => done({ code, said }))
  })
}
