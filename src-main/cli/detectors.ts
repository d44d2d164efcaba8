import type { DetectorInfo } from '../shared/models/detector-info.ts'
import type { ParamSpec } from '../shared/models/params.ts'
import type { AddCommand } from './command.ts'

export const detectorsCommand: AddCommand = (program) => {
  program
    .command('detectors')
    .description('List the detectors with their parameters, and the threshold rules.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { describeDetectors } = await import('../engine/jobs/detectors.ts')
      const { detectors, thresholds } = await describeDetectors()
      if (options.json) return console.log(JSON.stringify({ detectors, thresholds }, null, 2))
      console.log(detectors.map(inWords).join('\n\n'))
      console.log('\nThreshold rules (--threshold RULE or RULE:name=value,…)')
      for (const rule of thresholds)
        console.log(
          `  ${rule.id.padEnd(22)} ${rule.summary}${rule.oracle ? ' Oracle: looks at the labels.' : ''}${settings(rule.params)}`,
        )
    })
}

function inWords(detector: DetectorInfo): string {
  const lines = Object.entries(detector.params).map(
    ([key, spec]) => `    ${key.padEnd(18)} ${values(spec).padEnd(24)} ${spec.help}`,
  )
  return [
    `${detector.id}  (${detector.family}, learns from ${learns[detector.learns]})`,
    `  ${detector.summary}`,
    `  ${detector.reference}`,
    ...lines,
  ].join('\n')
}

const learns: Record<DetectorInfo['learns'], string> = { nothing: 'nothing', normal: 'normal data', labels: 'labels' }

function values(spec: ParamSpec): string {
  if (spec.kind === 'boolean') return `${spec.default} (true, false)`
  if (spec.kind === 'text') return spec.default === '' ? '(text)' : `${spec.default} (text)`
  if (spec.kind === 'choice') return `${spec.default} (${spec.options.join(', ')})`
  return `${spec.default} (${spec.min} … ${spec.max}${spec.unit ? ` ${spec.unit}` : ''})`
}

function settings(params: DetectorInfo['params']): string {
  const entries = Object.entries(params).map(([key, spec]) => `${key}=${spec.default}`)
  return entries.length ? ` [${entries.join(', ')}]` : ''
}
