import type { Bridge, CallName, EventName, Handlers } from '../../../src-main/shared/contract.ts'
import { badInput, toPlainError } from '../../../src-main/shared/errors.ts'
import type {
  Dataset,
  Detection,
  JobState,
  Label,
  LabelClass,
  ProjectState,
  Run,
} from '../../../src-main/shared/project.ts'
import { faults, laneOf, makeScores, makeValues, rows, sensors, start, stepMs } from './fake-series.ts'
import { fakeCleaning } from './fake-cleaning.ts'
import { fakeLayouts } from './fake-layouts.ts'
import { fakeRunTable } from './fake-run-table.ts'
import { nothingWatched } from './nothing-watched.ts'
import { fakeDetectors, fakeFolder, fakeMeasures, fakePreview, fakeThresholds } from './fake-answers.ts'
import { touched } from './touched.ts'
/** The app as the page sees it, in memory: for tests of the page's state, and for looking at every screen. */
export function fakeBridge({ channels = 8, pause = 2, labels: withLabels = true, epochMs = 300 } = {}): Bridge & {
  calls: CallName[]
} {
  const listeners = new Set<(name: EventName, payload: unknown) => void>()
  const tell = (name: EventName, payload: unknown) => listeners.forEach((listener) => listener(name, payload))
  const series = new Map<number, Float64Array>()
  const valuesOf = (id: number) => {
    if (!series.has(id)) series.set(id, id >= 1000 ? makeScores() : makeValues(id - 1))
    return series.get(id)!
  }
  let project: ProjectState | null = null
  let datasets: Dataset[] = []
  let runs: Run[] = []
  let jobs: JobState[] = []
  let nextId = 1
  const classes: LabelClass[] = [
    { id: 1, name: 'Leak', colour: '#d1495b', key: '1' },
    { id: 2, name: 'Cavitation', colour: '#2e86ab', key: '2' },
    { id: 3, name: 'Valve', colour: '#b87408', key: '3' },
  ].map((c) => ({ ...c, anomalous: true, exclusive: false }))
  let labels: Label[] = []
  const past: Label[][] = []
  let future: Label[][] = []
  const edit = (next: Label[]) => {
    past.push(labels)
    future = []
    labels = next.sort((a, b) => a.start - b.start)
    tell('labels.changed', { dataset: 1 })
  }
  const open = (name: string): ProjectState => {
    project = {
      name,
      path: `/home/me/Anomaly Studio/${name}.anomaly`,
      readOnly: false,
      readOnlyReason: null,
      interrupted: [],
    }
    tell('project.changed', project)
    return project
  }
  const addSample = () => {
    datasets = [
      {
        id: 1,
        name: 'Water loop',
        sourceFile: 'water-loop.csv',
        rows,
        start,
        end: start + (rows - 1) * stepMs,
        stepMs,
        zone: 'Europe/Berlin',
        status: 'ready',
        recipe: null,
        gaps: [{ start: start + 61_000_000, end: start + 62_200_000 }],
        labelCount: withLabels ? faults.length : 0,
        proposalCount: 0,
        labelled: false,
        site: null,
        report: {
          rows,
          rejectedLines: 2,
          firstRejected: { line: 1207, reason: '7 cells instead of 9' },
          missingTimes: 0,
          duplicateTimes: 1,
          outOfOrder: 0,
          gaps: 1,
          columns: [{ name: 'Flow', missing: 12, notNumbers: 3, firstNotNumber: { line: 1204, value: 'n/a' } }],
          problems: [],
          seconds: 0.4,
        },
        channels: Array.from({ length: channels }, (_, i) => {
          const [name, unit, level, spread] = sensors[i % sensors.length]
          return {
            id: i + 1,
            name: i < sensors.length ? name : `${name} ${Math.floor(i / sensors.length) + 1}`,
            unit,
            description: '',
            series: i + 1,
            min: level - spread * 6,
            max: level + spread * 9,
            missing: i === 2 ? 12 : 0,
          }
        }),
      },
    ]
    labels = withLabels
      ? faults.map((f, i) => ({
          ...f,
          id: nextId++,
          set: 1,
          class: (i % 3) + 1,
          channels: [],
          certainty: 1,
          status: i === 3 ? ('proposed' as const) : ('accepted' as const),
          note: '',
          author: 'me',
          origin: 'hand' as const,
        }))
      : []
  }
  const detections = (threshold: number): Detection[] =>
    (threshold < 0.2 ? faults : []).map((f) => ({
      ...f,
      first: (f.start - start) / stepMs,
      last: (f.end - start) / stepMs,
      peak: 0.1512,
      peakTime: f.start + 60_000,
    }))
  const judged = (run: Run, threshold: Run['threshold']): Run => {
    const value = threshold.rule === 'fixed' ? Number(threshold.params.value) : 0.0832
    return {
      ...run,
      threshold,
      thresholdValue: value,
      detections: detections(value).length,
      measures: labels.length > 0 ? fakeMeasures : null,
    }
  }

  async function train(job: JobState, run: Run) {
    for (let epoch = 1; epoch <= 12; epoch++) {
      await new Promise((resolve) => setTimeout(resolve, epochMs))
      const current = jobs.find((j) => j.id === job.id)
      if (!current || current.status !== 'running') return
      jobs = jobs.map((j) =>
        j.id === job.id
          ? {
              ...j,
              phase: 'Training',
              done: epoch * 3745,
              total: 12 * 3745,
              unit: 'windows',
              rate: 5200,
              secondsLeft: ((12 - epoch) * epochMs) / 1000,
              epochs: [
                ...j.epochs,
                {
                  epoch,
                  loss: 0.9 * Math.exp(-epoch / 3) + 0.02,
                  validationLoss: 0.95 * Math.exp(-epoch / 3.4) + 0.03,
                  seconds: 0.3,
                },
              ],
            }
          : j,
      )
      tell('jobs.changed', jobs)
    }
    runs = runs.map((r) => (r.id === run.id ? judged({ ...r, status: 'ready' }, r.threshold) : r))
    jobs = jobs.map((j) => (j.id === job.id ? { ...j, status: 'done', ended: Date.now() } : j))
    tell('jobs.changed', jobs)
    tell('runs.changed', { dataset: 1 })
  }

  const handlers: Partial<Handlers> = {
    'app.log': () => ({ path: '/home/me/log/anomaly-studio.log', text: '2026-01-01T00:00:00.000Z 1 A line.\n' }),
    'app.info': () => ({ version: '0.1.0', host: 'serve', picker: 'browse', pdf: false, author: 'me' }),
    'app.engine': () => ({ kind: 'native', version: '2.21.0', why: 'libtensorflow 2.21.0 is in place.' }),
    'project.current': () => project,
    'project.recent': () => [
      {
        id: 'a',
        name: 'Pump house 3',
        path: '/home/me/Anomaly Studio/Pump house 3.anomaly',
        opened: Date.now() - 3_700_000,
        exists: true,
      },
      {
        id: 'b',
        name: 'Compressor',
        path: '/media/stick/Compressor.anomaly',
        opened: Date.now() - 300_000_000,
        exists: false,
      },
    ],
    'project.sample': () => (addSample(), open('Water loop sample')),
    'project.create': ({ name }) => open(name),
    'project.close': () => {
      project = null
      datasets = []
    },
    ...nothingWatched,
    'files.given': () => [],
    'sites.state': () => ({ sites: [], without: [1], picture: null }),
    'sites.report': () => null,
    'train.comparedStarts': () => null,
    'files.browse': () => fakeFolder,
    'files.go': () => fakeFolder,
    'files.name': ({ name }) => ({ token: 'new', name, bytes: 0 }),
    'datasets.list': () => datasets,
    'datasets.change': (args) => {
      datasets = datasets.map((d) => ({
        ...d,
        zone: args.zone ?? d.zone,
        name: args.name ?? d.name,
        labelled: args.labelled ?? d.labelled,
      }))
      tell('datasets.changed', {})
      return datasets[0]
    },
    'import.preview': ({ changed }) => ({ ...fakePreview, recipe: { ...fakePreview.recipe, ...changed } }),
    'import.look': () => null,
    'view.read': ({ series: ids, start: from, end, width }) =>
      ids.map((id) => ({ series: id, ...laneOf(valuesOf(id), from, end, width) })),
    ...fakeLayouts(),
    'view.at': ({ series: ids, time }) => {
      const row = Math.max(0, Math.min(rows - 1, Math.round((time - start) / stepMs)))
      return {
        row,
        time: start + row * stepMs,
        values: ids.map((id) => {
          const v = valuesOf(id)[row]
          return Number.isNaN(v) ? null : v
        }),
      }
    },
    'labels.classes': () => [...classes],
    'labels.createClass': ({ name, colour, key }) => {
      const made = {
        id: 100 + classes.length,
        name,
        colour: colour ?? '#888888',
        key: key ?? null,
        anomalous: true,
        exclusive: false,
      }
      classes.push(made)
      return made
    },
    'labels.sets': () => (datasets.length ? [{ id: 1, dataset: 1, name: 'Labels', author: 'me', purpose: '' }] : []),
    'labels.list': () => labels,
    'labels.create': ({ labels: drafts }) => {
      const made = drafts.map((d) => ({ ...d, id: nextId++, author: 'me' }))
      if (made.some((l) => l.start > l.end)) throw badInput('The end lies before the start.')
      edit([...labels, ...made])
      return made
    },
    'labels.change': ({ changes }) => {
      const byId = new Map(changes.map((c) => [c.id, c]))
      edit(labels.map((l) => (byId.has(l.id) ? { ...l, ...byId.get(l.id) } : l)))
      return labels.filter((l) => byId.has(l.id))
    },
    'labels.remove': ({ labels: ids }) => edit(labels.filter((l) => !ids.includes(l.id))),
    'labels.undo': () => {
      const before = past.pop()
      if (!before) return null
      const after = labels
      future.push(after)
      labels = before
      return { id: 1, at: 0, author: 'me', what: 'Created 1 label', undone: true, ...touched(before, after) }
    },
    'labels.redo': () => {
      const after = future.pop()
      if (!after) return null
      const before = labels
      past.push(before)
      labels = after
      return { id: 1, at: 0, author: 'me', what: 'Created 1 label', undone: false, ...touched(before, after) }
    },
    'labels.formats': () => [
      {
        id: 'interval-csv',
        name: 'Intervals (CSV: start, end, label, channel, note)',
        extension: '.csv',
        perPoint: false,
      },
      { id: 'skab', name: 'SKAB (CSV: datetime; channels; anomaly; changepoint)', extension: '.csv', perPoint: true },
    ],
    'detectors.list': () => ({ detectors: fakeDetectors, thresholds: fakeThresholds }),
    'train.start': (args) => {
      const job: JobState = {
        id: nextId++,
        kind: 'train',
        title: 'Train Convolutional autoencoder',
        status: 'running',
        phase: 'Preparing',
        done: 0,
        total: 0,
        unit: 'windows',
        rate: null,
        secondsLeft: null,
        epochs: [],
        epochsPlanned: 12,
        message: null,
        started: Date.now(),
        ended: null,
        dataset: 1,
        run: nextId++,
      }
      const run: Run = {
        id: job.run!,
        dataset: 1,
        name: `Convolutional autoencoder ${runs.length + 1}`,
        status: 'running',
        scores: 1000,
        contributions: [],
        expected: [],
        maxScore: 0.2,
        model: {
          id: 1,
          name: 'm',
          kind: 'detector',
          detector: args.detector,
          detectorVersion: 1,
          params: args.params,
          channels: datasets[0].channels.map((c) => c.name),
          seed: args.seed,
          ranges: args.ranges,
          history: [],
          engine: 'native',
          training: null,
          created: Date.now(),
        },
        threshold: { rule: 'maximum', params: {}, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
        thresholdValue: 0.0832,
        oracle: false,
        assessed: rows - 288,
        detections: 0,
        measures: null,
        heldOut: null,
        judgedOn: 'held-out',
        seconds: { train: 12.4, score: 1.2 },
        created: Date.now(),
      }
      runs = [...runs, run]
      jobs = [...jobs, job]
      tell('jobs.changed', jobs)
      void train(job, run)
      return { job: job.id, run: run.id }
    },
    'runs.list': () => runs,
    ...fakeCleaning(() => datasets[0]),
    'runs.judge': ({ run, threshold }) => {
      runs = runs.map((r) => (r.id === run ? judged(r, threshold) : r))
      return runs.find((r) => r.id === run)!
    },
    'runs.detections': ({ run }) => detections(runs.find((r) => r.id === run)?.thresholdValue ?? 0),
    'run-table.last': () => ({ table: fakeRunTable(runs.filter((run) => run.status === 'ready')), current: true }),
    'jobs.list': () => jobs,
    'jobs.cancel': ({ job }) => {
      jobs = jobs.map((j) => (j.id === job ? { ...j, status: 'cancelled', ended: Date.now() } : j))
      tell('jobs.changed', jobs)
    },
    'jobs.clear': () => {
      jobs = jobs.filter((j) => j.ended === null)
      tell('jobs.changed', jobs)
    },
  }
  const calls: CallName[] = []
  return {
    calls,
    async call(name, args) {
      calls.push(name)
      await new Promise((resolve) => setTimeout(resolve, pause))
      try {
        const handler = handlers[name] as ((args: unknown) => unknown) | undefined
        if (!handler) throw badInput(`The page asked for ${name}, which this bridge does not know.`)
        // Defaults that the contract's schema would fill in.
        return { ok: true, value: await handler(withDefaults(name, args)) }
      } catch (error) {
        return { ok: false, error: toPlainError(error) }
      }
    },
    on(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    dropped: async (file) => ({ token: file.name, name: file.name, bytes: file.size }),
  }
}

function withDefaults(name: CallName, args: unknown): unknown {
  if (name !== 'labels.create') return args
  const { labels } = args as { labels: object[] }
  return {
    labels: labels.map((l) => ({ channels: [], certainty: 1, status: 'accepted', note: '', origin: 'hand', ...l })),
  }
}
