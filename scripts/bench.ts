import { parseArgs } from 'node:util'
import { findPeer } from './bench/peer.ts'
import type { BenchRow } from './bench/row.ts'

/** `npm run bench [-- --json] [-- --only train,score]`: what we take, against what a user would otherwise pick, in one run. */
const groups: Record<BenchRow['group'], () => Promise<BenchRow[]>> = {
  import: async () => (await import('./bench/import.ts')).importRows(),
  view: async () => (await import('./bench/view.ts')).viewRows(),
  train: async () => (await import('./bench/train.ts')).trainRows(),
  score: async () => (await import('./bench/score.ts')).scoreRows(),
  wasm: async () => (await import('./bench/wasm.ts')).wasmRows(),
  slider: async () => (await import('./bench/slider.ts')).sliderRows(),
  explore: async () => (await import('./bench/explore.ts')).exploreRows(),
  report: async () => (await import('./bench/report.ts')).reportRows(),
  drift: async () => (await import('./bench/drift.ts')).driftRows(),
  stream: async () => (await import('./bench/stream.ts')).streamRows(),
  watch: async () => (await import('./bench/watch.ts')).watchRows(),
  workers: async () => (await import('./bench/workers.ts')).workerRows(),
  metrics: async () => (await import('./bench/metrics.ts')).metricsRows(),
}

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
const wanted = values.only ? values.only.split(',') : Object.keys(groups)
const peer = findPeer()
console.error(
  peer.python !== null ? `Compared with ${peer.versions} (${peer.python}).` : `Nothing to compare with: ${peer.why}.`,
)

const rows: BenchRow[] = []
for (const group of wanted) {
  if (!(group in groups)) throw new Error(`There is no group "${group}". Known: ${Object.keys(groups).join(', ')}.`)
  console.error(`Measuring ${group} …`)
  rows.push(...(await groups[group as BenchRow['group']]()))
}
console.log(values.json ? JSON.stringify({ rows }) : table(rows))

function table(rows: BenchRow[]): string {
  const number = (value: number | null) => (value === null ? '–' : value.toPrecision(4))
  const cells = [
    ['group', 'name', 'unit', 'ours', 'theirs', 'ratio', 'compared with'],
    ...rows.map((r) => [
      r.group,
      r.name,
      r.unit,
      number(r.ours),
      number(r.peer),
      r.ratio === null ? '–' : `${r.ratio.toFixed(2)}×`,
      r.theirs,
    ]),
  ]
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  const lines = cells.map((row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`)
  lines.splice(1, 0, `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`)
  for (const group of new Set(rows.map((r) => r.group))) {
    const ratios = rows.filter((r) => r.group === group && r.ratio !== null).map((r) => r.ratio!)
    if (ratios.length > 0)
      lines.push(
        `Geometric mean of ${group}: ${Math.exp(ratios.reduce((s, r) => s + Math.log(r), 0) / ratios.length).toFixed(2)}×`,
      )
  }
  return lines.join('\n')
}
