import type { Migration } from './migration.ts'

/**
 * Reports of any kind (the code that writes them knows the kinds), of the whole project too (dataset NULL), and with the key of
 * what they depend on, so that one that still holds can be told from one that does not.
 */
export const reportKeys: Migration = {
  name: 'reports of any kind, with a key',
  up: `
CREATE TABLE new_report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER REFERENCES dataset ON DELETE CASCADE,
  run INTEGER REFERENCES run ON DELETE CASCADE,
  kind TEXT NOT NULL,
  key TEXT NOT NULL DEFAULT '',
  data TEXT NOT NULL,
  created REAL NOT NULL
) STRICT;
INSERT INTO new_report (id, dataset, run, kind, data, created) SELECT id, dataset, run, kind, data, created FROM report;
DROP TABLE report;
ALTER TABLE new_report RENAME TO report;
CREATE INDEX report_by_dataset ON report (dataset, kind);
CREATE INDEX report_by_run ON report (run, kind);
`,
}
