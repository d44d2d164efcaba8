import type { Clock } from '../clock.ts'
import { html } from '../markup.ts'
import type { ReportData } from '../report-data.ts'
import { facts } from '../table.ts'
import { recipeOf, stepsOf } from './recipe.ts'
import type { Section } from './section.ts'

/** What made the run and the report, and how to make them again. */
export function versionsSection(data: ReportData, clock: Clock): Section {
  const { app, node, layout, engine, run, project, made } = data
  return {
    id: 'versions',
    title: 'Versions and how to make it again',
    content: html`${facts([
      ['Project', project],
      ['Run', `${run.name} (number ${run.id})`],
      ['Report made', clock.done(made)],
      ['Anomaly Studio', app],
      [
        'Engine of the model',
        run.model.engine === 'none'
          ? 'none needed'
          : run.model.engine === 'native'
            ? 'TensorFlow, native'
            : 'TensorFlow.js, WASM',
      ],
      ...(engine ? [['TensorFlow here', `${engine.version} (${engine.kind})`] as const] : []),
      ['Node.js', node],
      ['File layout', layout],
      ['Detector version', run.model.detectorVersion],
      ['Seed', run.model.seed],
    ])}
<h3>How to make it again</h3>
<ol>${stepsOf(data, clock).map((step) => html`<li>${step}</li>`)}</ol>
<p>With the same data, versions and kind of engine the same seed gives the same scores. All settings:</p>
<pre>${JSON.stringify(recipeOf(data), null, 2)}</pre>`,
  }
}
