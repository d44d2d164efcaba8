import type { Detection, Label } from '../../shared/project.ts'
import type { Table } from './table-file.ts'

/** The tables that a run and its labels make. */

/** One row per row of the dataset. times, scores — [n], NaN = not assessed (left empty); flags — [n], 1 inside a detection. */
export const scoresTable = (times: Float64Array, scores: Float64Array, flags: Uint8Array): Table => ({
  rows: times.length,
  columns: [
    { name: 'time', kind: 'time', value: (row) => times[row] },
    { name: 'score', kind: 'number', value: (row) => scores[row] },
    { name: 'anomaly', kind: 'whole', value: (row) => flags[row] },
  ],
})

/** One row per detection. first, last — rows of the dataset from 0, both included. */
export const detectionsTable = (detections: readonly Detection[], threshold: number | null): Table => ({
  rows: detections.length,
  columns: [
    { name: 'start', kind: 'time', value: (row) => detections[row].start },
    { name: 'end', kind: 'time', value: (row) => detections[row].end },
    { name: 'duration_s', kind: 'number', value: (row) => (detections[row].end - detections[row].start) / 1000 },
    { name: 'first_row', kind: 'whole', value: (row) => detections[row].first },
    { name: 'last_row', kind: 'whole', value: (row) => detections[row].last },
    { name: 'peak_score', kind: 'number', value: (row) => detections[row].peak },
    { name: 'peak_time', kind: 'time', value: (row) => detections[row].peakTime },
    { name: 'threshold', kind: 'number', value: () => threshold },
  ],
})

/** One row per label, whatever its status. channels — names joined by "; ", empty = all. */
export const labelsTable = (
  labels: readonly Label[],
  className: (id: number) => string,
  channelName: (id: number) => string,
): Table => ({
  rows: labels.length,
  columns: [
    { name: 'start', kind: 'time', value: (row) => labels[row].start },
    { name: 'end', kind: 'time', value: (row) => labels[row].end },
    { name: 'class', kind: 'text', value: (row) => className(labels[row].class) },
    { name: 'channels', kind: 'text', value: (row) => labels[row].channels.map(channelName).join('; ') },
    { name: 'status', kind: 'text', value: (row) => labels[row].status },
    { name: 'certainty', kind: 'number', value: (row) => labels[row].certainty },
    { name: 'note', kind: 'text', value: (row) => labels[row].note },
    { name: 'author', kind: 'text', value: (row) => labels[row].author },
    { name: 'origin', kind: 'text', value: (row) => labels[row].origin },
  ],
})
