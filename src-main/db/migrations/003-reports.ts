import type { Migration } from './migration.ts'

/** What a job found out beyond scores: a comparison of detectors (of a dataset), the drift of an adaptive run. data: JSON. */
export const reports: Migration = {
  name: 'reports',
  up: `
CREATE TABLE report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  run INTEGER REFERENCES run ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('comparison', 'drift')),
  data TEXT NOT NULL,
  created REAL NOT NULL
) STRICT;
CREATE INDEX report_by_dataset ON report (dataset, kind);
CREATE INDEX report_by_run ON report (run, kind);
`,
}
