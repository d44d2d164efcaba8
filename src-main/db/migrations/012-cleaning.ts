import type { Migration } from './migration.ts'

/**
 * Cleaning steps of a dataset, beside its raw data: every list that there was, so that each edit can be taken back, and which of them
 * holds; version NULL = none, as before the first edit.
 */
export const cleaning: Migration = {
  name: 'cleaning steps',
  up: `
CREATE TABLE cleaning_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  at REAL NOT NULL,
  what TEXT NOT NULL,
  steps TEXT NOT NULL
) STRICT;
CREATE INDEX cleaning_version_by_dataset ON cleaning_version (dataset, id);

CREATE TABLE cleaning (
  dataset INTEGER PRIMARY KEY REFERENCES dataset ON DELETE CASCADE,
  version INTEGER REFERENCES cleaning_version ON DELETE CASCADE
) STRICT;
CREATE INDEX cleaning_by_version ON cleaning (version);
`,
}
