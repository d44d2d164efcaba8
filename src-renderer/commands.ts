import { panels, panes } from './panels.ts'
import type { Command } from './state/commands/command.ts'
import { windowCommands } from './views/commands/window-commands.ts'
import { chartCommands } from './views/lanes/commands.ts'
import { projectCommands } from './views/project/commands.ts'

/** Everything that a person can do. Where a key could mean two things, the first that can be done is. */
export const commands: readonly Command[] = [
  ...projectCommands,
  ...panes.flatMap((pane) => [pane.open, ...pane.commands]),
  ...chartCommands,
  ...panels.flatMap((panel) => panel.commands),
  ...panels.map((panel) => panel.open),
  ...windowCommands,
]
