import type { Migration } from './migration.ts'

/** One edit may bring several label sets into sight or take several out of it (restoring a moment does), and undo must take it back whole. */
export const journalSets: Migration = {
  name: 'several label sets in one entry of the journal',
  up: `
ALTER TABLE journal ADD COLUMN sets_shown TEXT NOT NULL DEFAULT '[]';
ALTER TABLE journal ADD COLUMN sets_hidden TEXT NOT NULL DEFAULT '[]';
UPDATE journal SET sets_shown = json_array(set_made) WHERE set_made IS NOT NULL;
UPDATE journal SET sets_hidden = json_array(set_removed) WHERE set_removed IS NOT NULL;
ALTER TABLE journal DROP COLUMN set_made;
ALTER TABLE journal DROP COLUMN set_removed;
`,
}
