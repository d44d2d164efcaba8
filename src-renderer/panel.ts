import type { Component } from 'svelte'
import type { Command } from './state/commands/command.ts'
import type { PanelId, PaneId } from './state/window/layout.svelte.ts'

/** What stands behind a tab: a panel at the side, or a pane under the chart. It is defined in its own folder and listed in panels.ts. */
export interface Panel<Id extends PanelId | PaneId = PanelId | PaneId> {
  id: Id
  /** The text of its tab. */
  tab: string
  component: Component
  /** Shows it, by a key of its own. */
  open: Command
  /** What else can be done with what it shows. */
  commands: readonly Command[]
}
