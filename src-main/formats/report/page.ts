import { createHash } from 'node:crypto'
import { clockOf } from './clock.ts'
import { html, Markup, type Content } from './markup.ts'
import type { ReportData } from './report-data.ts'
import { dataSection } from './sections/data.ts'
import { driftSection } from './sections/drift.ts'
import { eventsSection } from './sections/events.ts'
import { labelsSection } from './sections/labels.ts'
import { measuresSection } from './sections/measures.ts'
import { modelSection } from './sections/model.ts'
import { sectionMarkup } from './sections/section.ts'
import { summarySection } from './sections/summary.ts'
import { thresholdSection } from './sections/threshold.ts'
import { versionsSection } from './sections/versions.ts'
import { style } from './style.ts'

/** The only thing that the page may use is its own style, known by its hash: no script, no image, no other file, wherever it is opened. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`

/** The whole report as one HTML file that needs nothing else. */
export function reportPage(data: ReportData): string {
  const { run, dataset, made, app } = data
  const clock = clockOf(dataset.zone, dataset.start)
  const sections = [
    summarySection(data, clock),
    dataSection(data, clock),
    modelSection(data, clock),
    driftSection(data, clock),
    thresholdSection(data),
    measuresSection(data, clock),
    labelsSection(data),
    eventsSection(data, clock),
    versionsSection(data, clock),
  ].filter((section) => section !== null)
  const body: Content = html`<header>
<p class="over">Anomaly report</p>
<h1>${run.name}</h1>
<p>${dataset.name} · ${clock.done(made)}</p>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(sectionMarkup)}
</main>
<footer>Made by Anomaly Studio ${app} on ${clock.done(made)}. This file holds everything it shows and loads nothing.</footer>`
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${run.name} – ${dataset.name} – anomaly report</title>
<style>${new Markup(style)}</style>
</head>
<body>
${body}
</body>
</html>
`.text
}
