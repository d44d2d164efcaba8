import type { Figures } from './run.ts'

const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

/** The figures as a page of their own. */
export function page(seed: number, campaigns: Figures[]): string {
  const rows = campaigns.map(
    (c) =>
      `<tr><th>${escaped(c.id)}</th><td>${escaped(c.what)}</td>${[c.tried, c.right, c.refused, c.failures.length, c.seconds.toFixed(0)].map((n) => `<td class="n">${n}</td>`).join('')}</tr>`,
  )
  const failures = campaigns.flatMap((c) =>
    c.failures.map(
      (f) =>
        `<li><b>${escaped(c.id)}</b>, seed ${f.seed}: ${escaped(f.what)}: ${escaped(f.said)}${f.file ? ` <code>${escaped(f.file)}</code>` : ''}</li>`,
    ),
  )
  return `<!doctype html><meta charset="utf-8"><title>Campaign, seed ${seed}</title>
<style>body{font:14px/1.5 system-ui;margin:2em;max-width:70em}td,th{padding:.2em .8em;text-align:left;vertical-align:top}.n{text-align:right;font-variant-numeric:tabular-nums}</style>
<h1>Campaign, seed ${seed}</h1>
<table><tr><th></th><th>What is tried</th><th>Tried</th><th>Right</th><th>Refused</th><th>Failed</th><th>Seconds</th></tr>${rows.join('')}</table>
<h2>Failures</h2><ul>${failures.join('') || '<li>None</li>'}</ul>
`
}
