import type { Migration } from './migration.ts'

/** What a person has settled: datasets that are labelled to the end, and differences between two label sets that may stay. */
export const settled: Migration = {
  name: 'what is settled',
  up: `
ALTER TABLE dataset ADD COLUMN labelled INTEGER NOT NULL DEFAULT 0 CHECK (labelled IN (0, 1));
CREATE INDEX label_proposed ON label (label_set) WHERE status = 'proposed';

-- The difference between label_set and other, as label_set's owner saw it. what: its kind, labels and edges; where any of them changes it is another one.
CREATE TABLE kept_difference (
  label_set INTEGER NOT NULL REFERENCES label_set ON DELETE CASCADE,
  other INTEGER NOT NULL REFERENCES label_set ON DELETE CASCADE,
  what TEXT NOT NULL,
  author TEXT NOT NULL,
  at REAL NOT NULL,
  PRIMARY KEY (label_set, other, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_difference_by_other ON kept_difference (other);
`,
}
