import { csvCell } from '../csv-cell.ts'
import type { Control } from './control.ts'
import type {
  Comparison,
  Cycles,
  Distributions,
  ExploreAnswer,
  ExploreQuestion,
  OverlayAnswer,
  Rhythm,
  Scatter,
  ScatterGrid,
  ScatterMatrix,
  Statistics,
  Together,
} from './explore.ts'
import type { QualityReport } from './quality.ts'
import { statesOf } from '../importing/states.ts'
import type { Channel, Dataset } from '../project.ts'

type Cell = string | number | null

const text = (rows: Cell[][]) =>
  rows
    .map((row) => row.map((cell) => (cell === null || Number.isNaN(cell) ? '' : csvCell(String(cell)))).join(','))
    .join('\n') + '\n'
const iso = (time: number) => new Date(time).toISOString()
const nameOf = (channels: readonly Channel[], id: number) => channels.find((one) => one.id === id)?.name ?? ''

/** The numbers of each pane as CSV. */
export const qualityCsv = ({ findings }: QualityReport) =>
  text([
    ['kind', 'channel', 'start', 'end', 'text'],
    ...findings.map((one) => [one.kind, one.channel, iso(one.start), iso(one.end), one.text]),
  ])

export const distributionsCsv = ({ channels }: Distributions, all: readonly Channel[]) =>
  text([
    ['channel', 'from', 'to', 'rows', 'labelled', 'whole'],
    ...channels.flatMap((one) =>
      Array.from(one.counts, (n, i) => [
        nameOf(all, one.channel),
        one.edges[i],
        one.edges[i + 1],
        n,
        one.labelled?.[i] ?? null,
        one.whole[i],
      ]),
    ),
  ])

export const togetherCsv = (answer: Together, cells: readonly ArrayLike<number>[], all: readonly Channel[]) => {
  const names = answer.channels.map((id) => nameOf(all, id))
  return text([['', ...names], ...names.map((name, i) => [name, ...Array.from(cells[i])])])
}

/** states — the words of the channel that is the colour; null = it has numbers. */
export const scatterCsv = (scatter: Scatter, x: string, y: string, states: readonly string[] | null) =>
  text([
    ['time', x, y, 'colour'],
    ...Array.from(scatter.x, (v, i) => {
      const colour = scatter.colour[i]
      return [iso(scatter.times[i]), v, scatter.y[i], states?.[colour] ?? colour]
    }),
  ])

export const correlationCsv = ({ correlation, every, stepMs }: Rhythm) =>
  text([['lag_ms', 'autocorrelation'], ...Array.from(correlation, (r, i) => [i * every * stepMs, r])])

export const spectrumCsv = ({ spectrum }: Rhythm) =>
  text([['frequency_hz', 'power'], ...Array.from(spectrum.frequency, (f, i) => [f, spectrum.power[i]])])

export const spectrogramCsv = ({ spectrogram }: Rhythm) =>
  text([
    ['time', ...Array.from(spectrogram!.frequency, String)],
    ...spectrogram!.power.map((piece, i) => [iso(spectrogram!.times[i]), ...Array.from(piece)]),
  ])

export const decompositionCsv = ({ decomposition }: Rhythm) =>
  text([
    ['time', 'value', 'trend', 'seasonal', 'remainder'],
    ...Array.from(decomposition!.times, (time, i) => [
      iso(time),
      decomposition!.values[i],
      decomposition!.trend[i],
      decomposition!.seasonal[i],
      decomposition!.remainder[i],
    ]),
  ])

export const overlayCsv = (answer: OverlayAnswer) =>
  text([
    ['at', 'mean', 'p10', 'p90', ...Array.from(answer.starts, iso)],
    ...Array.from(answer.at, (at, i) => [
      at,
      answer.mean[i],
      answer.low[i],
      answer.high[i],
      ...answer.curves.map((curve) => curve[i]),
    ]),
  ])

export const statisticsCsv = ({ channels }: Statistics, all: readonly Channel[]) =>
  text([
    [
      'channel',
      'unit',
      'count',
      'missing',
      'mean',
      'std',
      'min',
      'p01',
      'p50',
      'p99',
      'max',
      'slope_per_hour',
      'area_hours',
      'above_ms',
    ],
    ...channels.map((c) => [
      nameOf(all, c.channel),
      all.find((one) => one.id === c.channel)?.unit ?? null,
      c.count,
      c.missing,
      c.mean,
      c.std,
      c.min,
      c.p01,
      c.p50,
      c.p99,
      c.max,
      c.slopePerHour,
      c.area,
      c.aboveMs,
    ]),
  ])

export const comparisonCsv = ({ channels }: Comparison, all: readonly Channel[]) =>
  text([
    [
      'channel',
      'unit',
      ...['count', 'missing', 'mean', 'std', 'min', 'p01', 'p50', 'p99', 'max'].flatMap((name) => [
        `${name}_here`,
        `${name}_there`,
      ]),
      'difference',
      'in_spreads',
      'spread_ratio',
      'distribution_distance',
      'rows_beside',
      'r_beside',
      'difference_beside',
      'rms_beside',
    ],
    ...channels.map(({ channel, here, there, beside, ...one }) => [
      nameOf(all, channel),
      all.find(({ id }) => id === channel)?.unit ?? null,
      ...(['count', 'missing', 'mean', 'std', 'min', 'p01', 'p50', 'p99', 'max'] as const).flatMap((name) => [
        here[name],
        there[name],
      ]),
      one.difference,
      one.inSpreads,
      one.spreadRatio,
      one.distance,
      beside?.rows ?? null,
      beside?.r ?? null,
      beside?.difference ?? null,
      beside?.rms ?? null,
    ]),
  ])

/** What is drawn of one compared channel, or the correlations of all of them. */
export const shapesCsv = ({ edges, countsHere, countsThere }: Comparison['channels'][number]) =>
  text([
    ['from', 'to', 'rows_here', 'rows_there'],
    ...Array.from(countsHere, (n, i) => [edges[i], edges[i + 1], n, countsThere[i]]),
  ])

export const coursesCsv = ({ at }: Comparison, one: Comparison['channels'][number]) =>
  text([['ms', 'here', 'there'], ...Array.from(at, (ms, i) => [ms, one.curveHere[i], one.curveThere[i]])])

export const correlationsCsv = ({ channels, correlation }: Comparison, all: readonly Channel[]) => {
  const names = channels.map(({ channel }) => nameOf(all, channel))
  return text([
    ['channel', 'with', 'r_here', 'r_there', 'difference'],
    ...names.flatMap((name, i) =>
      names.slice(i + 1).map((other, k) => {
        const [a, b] = [correlation!.here[i][i + 1 + k], correlation!.there[i][i + 1 + k]]
        return [name, other, a, b, a - b]
      }),
    ),
  ])
}

/** A cycle a row. */
export const cyclesCsv = ({ starts, ends, group, groups }: Cycles) =>
  text([
    ['start', 'end', 'duration_ms', 'group', 'rare'],
    ...Array.from(starts, (start, i) => [
      iso(start),
      iso(ends[i]),
      ends[i] - start,
      String.fromCharCode(65 + group[i]),
      groups[group[i]].rare ? 'yes' : 'no',
    ]),
  ])

/** The mean and the envelope of each group, and the curves that are drawn. */
export const cycleShapesCsv = ({ at, groups, drawn, starts, curves }: Cycles) =>
  text([
    [
      'share',
      ...groups.flatMap((_, g) => ['mean', 'p10', 'p90'].map((name) => `${String.fromCharCode(65 + g)}_${name}`)),
      ...Array.from(drawn, (i) => iso(starts[i])),
    ],
    ...Array.from(at, (share, p) => [
      share,
      ...groups.flatMap(({ mean, low, high }) => [mean[p], low[p], high[p]]),
      ...curves.map((curve) => curve[p]),
    ]),
  ])

/** The cells of a grid that hold rows. */
export const gridCsv = (grid: ScatterGrid, x: string, y: string) =>
  text([[`${x} from`, `${x} to`, `${y} from`, `${y} to`, 'rows', 'mean_of_colour'], ...cellRows(grid)])

export const scatterMatrixCsv = ({ cells, channels }: ScatterMatrix, all: readonly Channel[]) =>
  text([
    ['across', 'upwards', 'across_from', 'across_to', 'upwards_from', 'upwards_to', 'rows'],
    ...channels.flatMap((across, j) =>
      channels.flatMap((upwards, i) => {
        const grid = j < i ? cells[i][j] : null
        return grid
          ? cellRows(grid).map((row): Cell[] => [nameOf(all, across), nameOf(all, upwards), ...row.slice(0, 5)])
          : []
      }),
    ),
  ])

function cellRows({ columns, rows, x, y, counts, means }: ScatterGrid): Cell[][] {
  const edge = ([low, high]: [number, number], i: number, n: number) => low + ((high - low) * i) / n
  return [...counts.keys()]
    .filter((at) => counts[at] > 0)
    .map((at) => {
      const [column, row] = [at % columns, Math.floor(at / columns)]
      return [
        edge(x, column, columns),
        edge(x, column + 1, columns),
        edge(y, row, rows),
        edge(y, row + 1, rows),
        counts[at],
        means?.[at] ?? null,
      ]
    })
}

export const lagCsv = ({ first, stepMs, correlation }: NonNullable<Scatter['lag']>) =>
  text([['lag_ms', 'r'], ...Array.from(correlation, (r, i) => [(first + i) * stepMs, r])])

/** What is drawn: a row per point of each line. */
export const controlCsv = ({ charts, rules }: Control) =>
  text([
    ['chart', 'line', 'time', 'value', 'centre', 'lower', 'upper', 'rules'],
    ...charts.flatMap(({ name, lines, centre, upper, lower, bounds, marks }) => {
      const met = new Map(Array.from(marks.times, (time, i) => [time, marks.rules[i]]))
      return lines.flatMap((line) =>
        Array.from(line.times, (time, i): Cell[] => [
          name,
          line.name,
          iso(time),
          line.values[i],
          centre,
          bounds?.lower[i] ?? lower,
          bounds?.upper[i] ?? upper,
          rules.filter((_, r) => (met.get(time) ?? 0) & (1 << r)).map((rule) => rule.text).join('; '), // prettier-ignore
        ]).filter((row) => !Number.isNaN(row[3])),
      )
    }),
  ])

/** A stretch out of control a row. */
export const controlFindingsCsv = ({ findings }: Control) =>
  text([
    ['start', 'end', 'points', 'value', 'of_its_limit', 'rules'],
    ...findings.map(({ start, end, points, value, far, rules }) => [iso(start), iso(end), points, value, far, rules.join('; ')]), // prettier-ignore
  ])

/** The tables of an answer by their names, the main one first. null = this answer has none. */
export function tablesOf(
  answer: ExploreAnswer,
  question: ExploreQuestion,
  dataset: Pick<Dataset, 'channels' | 'recipe'>,
): Record<string, (() => string) | null> {
  const all = dataset.channels
  const name = (id: number) => nameOf(all, id)
  switch (answer.kind) {
    case 'distributions':
      return { distributions: () => distributionsCsv(answer, all) }
    case 'together':
      return {
        r: () => togetherCsv(answer, answer.r, all),
        lag: answer.lags && (() => togetherCsv(answer, answer.lags!.ms, all)),
        'r-at-lag': answer.lags && (() => togetherCsv(answer, answer.lags!.r, all)),
        distance: () => togetherCsv(answer, answer.distance, all),
      }
    case 'scatter': {
      const [x, y] = question.kind === 'scatter' ? [name(question.x), name(question.y)] : ['x', 'y']
      const { colour } = question as Extract<ExploreQuestion, { kind: 'scatter' }>
      const states = typeof colour === 'number' ? statesOf(dataset, name(colour)) : null
      return {
        points: () => scatterCsv(answer, x, y, states),
        grid: answer.grid && (() => gridCsv(answer.grid!, x, y)),
        lag: answer.lag && (() => lagCsv(answer.lag!)),
      }
    }
    case 'within':
      return {
        stretches: () => text([['start', 'end'], ...answer.ranges.map(({ start, end }) => [iso(start), iso(end)])]),
      }
    case 'scatter-matrix':
      return { cells: () => scatterMatrixCsv(answer, all) }
    case 'rhythm':
      return {
        autocorrelation: () => correlationCsv(answer),
        spectrum: () => spectrumCsv(answer),
        spectrogram: answer.spectrogram && (() => spectrogramCsv(answer)),
        decomposition: answer.decomposition && (() => decompositionCsv(answer)),
      }
    case 'overlay':
      return { curves: () => overlayCsv(answer) }
    case 'cycles':
      return { cycles: () => cyclesCsv(answer), shapes: () => cycleShapesCsv(answer) }
    case 'statistics':
      return { statistics: () => statisticsCsv(answer, all) }
    case 'control':
      return { chart: () => controlCsv(answer), findings: () => controlFindingsCsv(answer) }
    case 'compare':
      return {
        statistics: () => comparisonCsv(answer, all),
        correlations: answer.correlation && (() => correlationsCsv(answer, all)),
      }
  }
}
