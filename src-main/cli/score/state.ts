import { existsSync, readFileSync } from 'node:fs'
import { parseStates, stateText, type StreamState } from '../../analysis/streaming/stream-state.ts'
import { writeOutput } from '../../files/output.ts'
import { badInput } from '../../shared/errors.ts'

/** What a former process left; nothing where there is no file yet. model — says that it was the same one. Throws bad-input otherwise. */
export function readState(path: string, model: string, channels: number): Record<string, StreamState> {
  if (!existsSync(path)) return {}
  const read = parseStates(readFileSync(path, 'utf8'), channels)
  if (!read) throw badInput(`"${path}" is not the state of a scored stream: remove it to begin anew.`)
  if (read.model !== model)
    throw badInput(`"${path}" belongs to another model: give another --state file, or remove it to begin anew.`)
  return read.series
}

export const writeState = (path: string, model: string, series: Record<string, StreamState>): Promise<unknown> =>
  writeOutput({ path, replace: true }, (file) => file.writeFile(stateText(model, series)))
