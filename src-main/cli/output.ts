import { checkOutput, type Output } from '../files/output.ts'
import { badInput, StudioError } from '../shared/errors.ts'

/** What every command says of --force. */
export const forceHelp = 'with --out: replace a file that is there'

/** A file that --out names, looked at before the work that would be in vain. inputs — what the command reads. */
export function outputFrom(path: string, force = false, inputs: Output['inputs'] = []): Output {
  if (path === '' || path === '-') throw badInput('--out needs the name of a file.')
  const output = { path, replace: force, inputs }
  try {
    checkOutput(output)
  } catch (error) {
    throw error instanceof StudioError && error.code === 'exists'
      ? badInput(`${error.message} Choose another name, or add --force to replace it.`)
      : error
  }
  return output
}
