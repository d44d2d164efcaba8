import type { Studio } from '../studio.svelte.ts'
import { type Command, matches } from './command.ts'
import { errorCommands } from './event-errors.ts'
import { comparisonCommands } from './run-table.ts'
import { labelCommands } from './label.ts'
import { modelCommands } from './model.ts'
import { projectCommands } from './project.ts'
import { reportCommands } from './report.ts'
import { reviewCommands } from './review.ts'
import { viewCommands } from './view.ts'
import { windowCommands } from './window.ts'

export const commands: readonly Command[] = [
  ...projectCommands,
  ...errorCommands,
  ...viewCommands,
  ...labelCommands,
  ...reviewCommands,
  ...modelCommands,
  ...reportCommands,
  ...comparisonCommands,
  ...windowCommands,
]

export const canRun = (command: Command, studio: Studio) => command.when?.(studio) ?? true

/** Runs what belongs to a key, unless it is being typed into a field. Answers whether it did. */
export function pressed(event: KeyboardEvent, studio: Studio): boolean {
  if (event.defaultPrevented || studio.layout.overlay !== null || studio.files.request !== null) return false
  const target = event.target instanceof HTMLElement ? event.target : null
  const typing = target?.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog') != null
  const withCtrl = event.ctrlKey || event.metaKey
  if (typing && !(withCtrl && /^(k|enter|i|o)$/i.test(event.key))) return false
  const command = studio.keymap
    .ordered(commands)
    .find((c) => studio.keymap.keysOf(c).some((keys) => matches(keys, event)) && canRun(c, studio))
  if (!command) return false
  event.preventDefault()
  command.run(studio)
  return true
}
