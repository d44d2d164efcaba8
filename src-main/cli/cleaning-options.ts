import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { parseParams, type ParamSpecs } from '../shared/models/params.ts'
import { stepKind } from '../analysis/cleaning/index.ts'
import { writtenSteps, type CleaningStep } from '../shared/data/cleaning.ts'
import { parseDecompose, parseDerive, parseStep } from '../shared/data/cleaning-text.ts'
import { badInput } from '../shared/errors.ts'
import { checkFile } from './check-file.ts'

/** A step as it was typed: the option and its text. Kept in the order of the options, whichever they are. */
export interface TypedStep {
  option: 'clean' | 'step' | 'derive' | 'decompose'
  text: string
}

/** Adds the options that clean a file before anything looks at it. Their order is the order of the steps: `typed` collects them. */
export function addCleaningOptions(command: Command, typed: TypedStep[]): Command {
  const keep = (option: TypedStep['option']) => (text: string) => {
    typed.push({ option, text })
    return text
  }
  return command
    .option('--clean <file>', 'cleaning steps from a JSON file, as "clean --steps-out" writes it', keep('clean'))
    .option(
      '--step <step>',
      "a cleaning step, e.g. 'hampel window=7 limit=3'; may be given several times",
      keep('step'),
    )
    .option('--derive <formula>', "a channel computed from others, e.g. 'dT = Tout - Tin'", keep('derive'))
    .option('--decompose <how:period>', 'take trend and season out, e.g. stl:288 or stl:1d', keep('decompose'))
}

/** The steps in the order in which they were typed, checked as far as that goes without data. Throws bad-input with a sentence. */
export function stepsFrom(typed: readonly TypedStep[]): CleaningStep[] {
  const steps = typed.flatMap(({ option, text }) => {
    if (option === 'clean') return stepsOfFile(text)
    return option === 'step' ? [parseStep(text)] : [option === 'derive' ? parseDerive(text) : parseDecompose(text)]
  })
  for (const { step, params } of steps) {
    const kind = stepKind(step)
    const wrong = kind.wrong?.(parseParams<ParamSpecs>(kind.params, params))
    if (wrong) throw badInput(`Cleaning step "${step}": ${wrong}`)
  }
  return steps
}

function stepsOfFile(path: string): CleaningStep[] {
  checkFile(path)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw badInput(`${basename(path)} is not JSON, as a file of cleaning steps is.`)
  }
  const read = writtenSteps.safeParse(content)
  if (!read.success) {
    const [{ path: place }] = read.error.issues
    const index = place.find((part) => typeof part === 'number')
    throw badInput(
      `${basename(path)} does not hold a list of cleaning steps${index === undefined ? '' : `: step ${index + 1} is not understood`}. A step is {"step": "hampel", "channels": ["T1"], "params": {"window": 7}}.`,
    )
  }
  return read.data
}
