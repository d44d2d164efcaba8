import type { Migration } from './migration.ts'

/**
 * Runs that were made to take the place of another, and which run was in force from when on. champion, in_force.run — no references: what
 * was in force stays told when the run is gone.
 */
export const champions: Migration = {
  name: 'champions',
  up: `
CREATE TABLE challenger (
  run INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
  champion INTEGER NOT NULL,
  made REAL NOT NULL,
  made_by TEXT NOT NULL CHECK (made_by IN ('person', 'answers')),
  challenge TEXT NOT NULL,
  decision TEXT CHECK (decision IN ('promoted', 'kept'))
) STRICT;

CREATE TABLE in_force (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  run INTEGER NOT NULL,
  name TEXT NOT NULL,
  since REAL NOT NULL,
  author TEXT NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('watched', 'promoted', 'back'))
) STRICT;
CREATE INDEX in_force_by_dataset ON in_force (dataset);
`,
}
