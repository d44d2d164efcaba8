import { rewrittenLines } from './rewritten-lines.ts'

/** `cpu_seconds{instance="db1",mode="idle"} 12.5 1709287200000`; source: the text formats of Prometheus. */
const sample = /^([a-zA-Z_:][\w:]*)?\{((?:\s*\w+="(?:[^"\\]|\\.)*",?)+)\s*\}\s+(\S+)\s+(\d{10}(?:\.\d+)?|\d{13})$/
const pair = /(\w+)="((?:[^"\\]|\\.)*)"/g

/** Samples of a metric with labels in braces, a value and a time: the metric and its labels are the name of the series. */
export const labelledSamples = rewrittenLines({
  id: 'labelled-samples',
  name: 'samples with labels',
  recognises: (lines) => {
    const rows = lines.filter((line) => !line.startsWith('#'))
    return rows.length > 1 && rows.filter((line) => sample.test(line)).length > rows.length * 0.9
  },
  rewrite: (line) => {
    const match = sample.exec(line)
    if (!match) return line
    const labels = [...match[2].matchAll(pair)].map(([, key, value]) => [key, value.replace(/\\?"/g, "'")])
    const metric = match[1] ?? labels.find(([key]) => key === '__name__')?.[1] ?? ''
    const others = labels.filter(([key]) => key !== '__name__').map(([key, value]) => `${key}=${value}`)
    return `"${[metric, ...others].join(' ').trim()}",${match[3]},${match[4]}`
  },
})
