import type { Migration } from './migration.ts'

/**
 * Very many labels are stored in several transactions, each with an entry of its own, so that the app never stops for long and a kill
 * leaves what the journal says. Entries of one batch, the id of its first, are listed, undone and redone together.
 */
export const journalBatches: Migration = {
  name: 'entries of the journal that belong together',
  up: 'ALTER TABLE journal ADD COLUMN batch INTEGER;\nCREATE INDEX journal_by_batch ON journal (batch) WHERE batch IS NOT NULL;\n',
}
