import type { Studio } from '../studio.svelte.ts'
import { matches } from '../window/keys.ts'
import { canRun, type Command } from './command.ts'

/** Runs what belongs to a key, unless it is being typed into a field. Answers whether it did. */
export function pressed(event: KeyboardEvent, studio: Studio, commands: readonly Command[]): boolean {
  if (event.defaultPrevented || studio.layout.overlay !== null || studio.files.request !== null) return false
  const target = event.target instanceof HTMLElement ? event.target : null
  const typing = target?.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog') != null
  const withCtrl = event.ctrlKey || event.metaKey
  if (typing && event.key !== 'F1' && !(withCtrl && /^(k|enter|i|o)$/i.test(event.key))) return false
  const meant = studio.keymap
    .ordered(commands)
    .filter((c) => studio.keymap.keysOf(c).some((keys) => matches(keys, event)))
  const command = meant.find((c) => canRun(c, studio))
  if (!command) {
    // A key that seems dead leaves a person guessing, above all one who does not see the chart.
    const lacking = studio.project.readOnly ? undefined : meant.find((c) => c.needs)
    if (lacking) studio.announcer.say(`“${lacking.title}” needs ${lacking.needs}.`)
    return false
  }
  event.preventDefault()
  command.run(studio)
  return true
}
