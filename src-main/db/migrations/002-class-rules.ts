import type { Migration } from './migration.ts'

/**
 * What a label class says: whether it marks anomalies (change points and events do not, and must not count when a
 * detector is judged or taught), and whether its labels may lie over each other.
 */
export const classRules: Migration = {
  name: 'rules of label classes',
  up: `
ALTER TABLE label_class ADD COLUMN anomalous INTEGER NOT NULL DEFAULT 1;
ALTER TABLE label_class ADD COLUMN exclusive INTEGER NOT NULL DEFAULT 0;
UPDATE label_class SET anomalous = 0 WHERE name LIKE '%change%';
`,
}
