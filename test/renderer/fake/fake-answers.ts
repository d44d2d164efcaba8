import type { FolderListing } from '../../../src-main/shared/contract.ts'
import type { DetectorInfo, ThresholdInfo } from '../../../src-main/shared/models/detector-info.ts'
import type { Measures } from '../../../src-main/shared/runs/measures.ts'
import type { ImportPreview } from '../../../src-main/shared/importing/recipe.ts'

export const fakeDetectors: DetectorInfo[] = [
  {
    id: 'conv-autoencoder',
    name: 'Convolutional autoencoder',
    family: 'deep',
    learns: 'normal',
    summary:
      'Learns to rebuild normal windows through a narrow convolutional network. What it cannot rebuild is strange.',
    scoreMeaning: 'The mean absolute reconstruction error, in {unit}',
    reference: 'Keras code example “Timeseries anomaly detection using an Autoencoder”, 2020',
    threshold: { rule: 'maximum', params: {} },
    presets: { 'Keras example': { window: 288 }, 'Short windows': { window: 32 } },
    params: {
      window: {
        kind: 'integer',
        default: 288,
        min: 8,
        max: 4096,
        label: 'Window',
        unit: 'rows',
        help: 'How many rows are looked at together.',
      },
      epochs: {
        kind: 'integer',
        default: 50,
        min: 1,
        max: 1000,
        label: 'Epochs',
        help: 'How often the training data are gone through at most.',
      },
      scaling: {
        kind: 'choice',
        default: 'z-score',
        options: ['z-score', 'min-max', 'robust'],
        label: 'Scaling',
        help: 'How channels are brought to one scale.',
      },
      rate: {
        kind: 'number',
        default: 0.001,
        min: 1e-6,
        max: 1,
        label: 'Learning rate',
        help: 'Step size of Adam.',
        advanced: true,
      },
      early: {
        kind: 'boolean',
        default: true,
        label: 'Early stopping',
        help: 'Stops when the validation loss no longer falls.',
        advanced: true,
      },
    },
  },
  {
    id: 'z-score',
    name: 'Z-score',
    family: 'classical',
    learns: 'normal',
    summary: 'How many standard deviations each value lies from the training mean, averaged over the channels.',
    scoreMeaning: 'The distance of the channels from their usual value, averaged over them, in {unit}',
    reference: 'Shewhart, 1931',
    params: {},
    presets: {},
    threshold: { rule: 'maximum', params: {} },
  },
]

export const fakeThresholds: ThresholdInfo[] = [
  {
    id: 'maximum',
    name: 'Maximum of training',
    summary: 'The highest score of the training data.',
    reference: '',
    oracle: false,
    params: {},
  },
  {
    id: 'mean-sigma',
    name: 'Mean + k·σ',
    summary: 'Mean of the training scores plus k standard deviations.',
    reference: '',
    oracle: false,
    params: { k: { kind: 'number', default: 3, min: 0, max: 100, label: 'k', help: 'Higher finds less.' } },
  },
  {
    id: 'fixed',
    name: 'Fixed',
    summary: 'The value that you set.',
    reference: '',
    oracle: false,
    params: {
      value: { kind: 'number', default: 0.1, min: 0, max: 1e12, label: 'Value', help: 'Scores above it are detected.' },
    },
  },
]

export const fakeMeasures: Measures = {
  values: [
    { id: 'Precision', value: 0.9312, interval: [0.88, 0.97] },
    { id: 'Recall', value: 0.874 },
    { id: 'Standard-F1', value: 0.9017, interval: [0.84, 0.95] },
    { id: 'AUC-ROC', value: 0.9883 },
    { id: 'AUC-PR', value: 0.9127 },
    { id: 'Standard-F1 (best)', value: 0.94, oracle: true },
    { id: 'PA-F1', value: 0.99, badge: 'inflated' },
    { id: 'VUS-PR', value: 0.9 },
    { id: 'Mean delay', value: 14.2, unit: 's' },
  ],
  confusion: { tp: 4622, fp: 341, tn: 79_482, fn: 667 },
  assessed: 85_112,
  notAssessed: 1288,
  windows: 4,
  notes: ['Fewer than 5 labelled windows: no intervals.'],
}

export const fakePreview: ImportPreview = {
  recipe: {
    importer: 'delimited',
    encoding: 'utf-8',
    delimiter: ';',
    decimal: '.',
    header: true,
    skipLines: 0,
    transposed: false,
    labelColumns: ['anomaly'],
    time: { kind: 'column', column: 'datetime', format: 'iso', zone: 'UTC' },
    channels: ['Accelerometer1RMS', 'Current', 'Pressure', 'Temperature', 'Voltage', 'Volume Flow RateRMS'].map(
      (column, i) => ({ column, name: column, unit: [null, 'A', 'bar', '°C', 'V', 'l/min'][i], include: true }),
    ),
  },
  guesses: [
    { field: 'delimiter', reason: 'Every line has 8 semicolons' },
    { field: 'header', reason: 'The first line holds words where the others hold numbers' },
    { field: 'time', reason: 'The only column of dates' },
    { field: 'format', reason: 'All values read as 2020-03-09 10:14:33' },
    { field: 'zone', reason: 'No offset in the values, so UTC' },
    { field: 'labels', reason: '“anomaly” holds only 0 and 1' },
  ],
  columns: [
    'datetime',
    'Accelerometer1RMS',
    'Current',
    'Pressure',
    'Temperature',
    'Voltage',
    'Volume Flow RateRMS',
    'anomaly',
  ].map((name, i) => ({ name, type: i === 0 ? ('time' as const) : ('number' as const), samples: [] })),
  rows: Array.from({ length: 30 }, (_, i) => [
    `2020-03-09T10:14:${String(i + 10)}Z`,
    '0.026588',
    '1.33302',
    '0.054711',
    '79.3366',
    '233.062',
    i === 4 ? '' : '32',
    i > 20 ? '1' : '0',
  ]),
  problems: [
    { severity: 'warning', message: 'Column "Volume Flow RateRMS" has 1 missing value among the first 50 rows.' },
  ],
  bytes: 86_212,
  rowEstimate: 1147,
}

export const fakeFolder: FolderListing = {
  path: '/home/me/data',
  folder: 'root',
  parent: 'up',
  places: [{ token: 'projects', name: 'Projects', path: '/home/ada/Anomaly Studio' }],
  chosen: null,
  entries: [
    { token: 'd', name: 'valve1', kind: 'folder', bytes: 0, modified: Date.UTC(2024, 1, 1) },
    { token: 'f0', name: '0.csv', kind: 'file', bytes: 86_212, modified: Date.UTC(2024, 1, 1) },
    { token: 'f1', name: 'art_daily_jumpsup.csv', kind: 'file', bytes: 127_334, modified: Date.UTC(2023, 5, 1) },
  ],
}
