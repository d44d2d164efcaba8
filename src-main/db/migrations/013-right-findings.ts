import type { Migration } from './migration.ts'

/** Findings of quality that somebody says are right as they are. channel — by its name; null = the time axis. */
export const rightFindings: Migration = {
  name: 'right findings',
  up: `
CREATE TABLE right_finding (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  kind TEXT NOT NULL,
  channel TEXT,
  start REAL NOT NULL,
  end REAL NOT NULL,
  author TEXT NOT NULL,
  at REAL NOT NULL
) STRICT;
CREATE INDEX right_finding_by_dataset ON right_finding (dataset);
`,
}
