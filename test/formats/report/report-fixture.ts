import { findingsOf } from '../../../src-main/formats/report/sections/findings.ts'
import type { ReportData, ReportEvent } from '../../../src-main/formats/report/report-data.ts'
import type { Measures } from '../../../src-main/shared/runs/measures.ts'

const start = Date.UTC(2026, 2, 28, 22)
const minute = 60_000
const line = (n: number) => ({
  times: Float64Array.from({ length: n }, (_, i) => start + i * minute),
  values: Float64Array.from({ length: n }, (_, i) => Math.sin(i / 9)),
})

/** What a report is made of: 600 minutes of two channels over a change of the clocks, one detection found, one false, one label missed. */
export function reportData(
  change: Partial<ReportData> = {},
  names = { run: 'Night watch', dataset: 'Pump 7', channel: 'Flow', label: 'leak', note: 'valve stuck' },
): ReportData {
  const window = (from: number, to: number) => ({
    start: start + from * minute,
    end: start + to * minute,
    class: names.label,
    colour: '#d9480f',
    note: names.note,
    channels: [names.channel],
  })
  const windows = [window(100, 120), window(300, 310)]
  const event = (number: number, kind: ReportEvent['kind'], from: number, to: number, peak: number): ReportEvent => ({
    number,
    kind,
    known: false,
    start: start + from * minute,
    end: start + to * minute,
    peak,
    peakTime: start + from * minute,
    channels: [
      { name: names.channel, share: 0.75 },
      { name: 'Pressure', share: 0.25 },
    ],
    labels: kind === 'found' ? [windows[0]] : kind === 'missed' ? [windows[1]] : [],
    chart: {
      start: start + (from - 30) * minute,
      end: start + (to + 30) * minute,
      lanes: [{ name: names.channel, unit: 'l/min', line: line(600) }],
      hidden: 1,
      scores: line(600),
      detections: kind === 'missed' ? [] : [{ start: start + from * minute, end: start + to * minute }],
      labels: windows,
    },
  })
  const data: Omit<ReportData, 'findings' | 'detections'> = {
    made: Date.UTC(2026, 3, 1, 12),
    app: '0.1.0',
    node: '24.21.0',
    layout: 4,
    engine: null,
    project: 'plant.anomaly',
    trainedRows: 91,
    trainedOn: null,
    run: {
      id: 3,
      dataset: 1,
      name: names.run,
      status: 'ready',
      scores: 9,
      contributions: [1, 2],
      expected: [],
      maxScore: 12.5,
      thresholdValue: 4,
      oracle: false,
      assessed: 590,
      detections: 2,
      threshold: { rule: 'mean-sigma', params: { k: 3 }, minDurationMs: 0, mergeGapMs: 0, hysteresis: 1 },
      measures,
      heldOut: null,
      judgedOn: 'all' as const,
      seconds: { train: 1.5, score: 0.2 },
      created: Date.UTC(2026, 3, 1, 11),
      model: {
        id: 2,
        name: 'Mahalanobis distance',
        kind: 'detector',
        detector: 'mahalanobis',
        detectorVersion: 1,
        params: { shrinkage: 0.1 },
        channels: [names.channel, 'Pressure'],
        seed: 7,
        ranges: [{ start, end: start + 90 * minute }],
        history: [],
        engine: 'none',
        training: null,
        created: Date.UTC(2026, 3, 1, 11),
      },
    },
    dataset: {
      id: 1,
      name: names.dataset,
      sourceFile: 'pump.csv',
      rows: 600,
      start,
      end: start + 599 * minute,
      stepMs: minute,
      zone: 'Europe/Berlin',
      status: 'ready',
      recipe: null,
      report: null,
      gaps: [],
      labelCount: 2,
      proposalCount: 0,
      labelled: false,
      site: null,
      channels: [
        { id: 1, name: names.channel, unit: 'l/min', description: '', series: 1, min: -1, max: 1, missing: 10 },
        { id: 2, name: 'Pressure', unit: null, description: '', series: 2, min: -1, max: 1, missing: 0 },
      ],
    },
    detector: {
      name: 'Mahalanobis distance',
      summary: 'Distance from the mean.',
      reference: 'Mahalanobis 1936',
      learns: 'normal',
      params: {},
    },
    rule: { name: 'Mean + kσ', summary: 'So many deviations above the mean.', reference: 'Shewhart 1931', params: {} },
    labels: {
      set: { id: 1, dataset: 1, name: 'truth', author: 'Ada', purpose: '' },
      windows,
      classes: [{ name: names.label, colour: '#d9480f', anomalous: true, accepted: 2, proposed: 1, rejected: 0 }],
    },
    sparks: [line(600), line(600)],
    scores: line(600),
    histogram: { from: 0, to: 12.5, above: 0, normal: [500, 60, 3], labelled: [0, 7, 20] },
    events: [
      event(1, 'found', 102, 119, 12.5),
      event(2, 'false alarm', 200, 203, 5),
      event(3, 'missed', 300, 310, 2.5),
    ],
    eventCount: 3,
    drift: null,
    ...change,
  }
  return {
    findings: findingsOf({ events: data.events, windows: data.labels?.windows.length ?? 0 }, data.dataset.stepMs),
    detections: data.events.filter((one) => one.kind !== 'missed'),
    ...data,
  }
}

export const measures: Measures = {
  values: [
    { id: 'precision', value: 0.8 },
    { id: 'recall', value: 0.6 },
    { id: 'F1', value: 0.686, interval: [0.5, 0.81] },
    { id: 'AUC-PR', value: 0.71 },
    { id: 'PA-F1', value: 0.9, badge: 'inflated' },
    { id: 'Standard-F1', value: 0.75, oracle: true },
  ],
  confusion: { tp: 18, fp: 4, tn: 556, fn: 12 },
  assessed: 590,
  notAssessed: 10,
  windows: 2,
  notes: ['VUS is computed with L = 50 points.'],
  warnings: [
    {
      code: 'judged-on-trained',
      message: 'The model has seen 90 of the rows that it is judged on.',
      badge: 'in-sample',
    },
  ],
}
