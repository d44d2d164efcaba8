import type { Migration } from './migration.ts'

/** Errors of a run that somebody knows and wants left out of the list: by whom and when. start, end — of the detection or the labelled event. */
export const knownErrors: Migration = {
  name: 'known errors',
  up: `
CREATE TABLE known_error (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  label_set INTEGER NOT NULL REFERENCES label_set ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('false alarm', 'missed', 'late')),
  start REAL NOT NULL,
  end REAL NOT NULL,
  author TEXT NOT NULL,
  at REAL NOT NULL
) STRICT;
CREATE INDEX known_error_by_run ON known_error (run, label_set);
CREATE INDEX known_error_by_set ON known_error (label_set);
`,
}
