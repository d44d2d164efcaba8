import type { Migration } from './migration.ts'

/**
 * Sources that datasets are kept up to date from, what was read of them, and alarms. Rows, scores, alarms and the line in source_file
 * that says what was read are written in one transaction: a kill leaves all of them or none.
 */
export const watch: Migration = {
  name: 'sources under watch and alarms',
  up: `
-- path: a folder, or one file where pattern is empty. columns: JSON, what a column is called in files by now. since: the dataset's last time before.
CREATE TABLE source (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  run INTEGER REFERENCES run ON DELETE SET NULL,
  path TEXT NOT NULL,
  pattern TEXT NOT NULL,
  columns TEXT NOT NULL,
  settings TEXT NOT NULL,
  since REAL NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0,
  repeated INTEGER NOT NULL DEFAULT 0,
  late INTEGER NOT NULL DEFAULT 0,
  looked REAL,
  trouble TEXT,
  created REAL NOT NULL,
  UNIQUE (dataset, path, pattern)
) STRICT;
CREATE INDEX source_by_run ON source (run);

-- What a file held when it was read, whatever it is called now. bytes: read to here; head, tail: sums of the first and last part of those.
-- open_row: the row of a last line without an end, which is taken back should the line grow. trouble: why it waits.
CREATE TABLE source_file (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL REFERENCES source ON DELETE CASCADE,
  name TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime REAL NOT NULL,
  bytes INTEGER NOT NULL,
  head TEXT NOT NULL,
  tail TEXT NOT NULL,
  open_row TEXT,
  rows INTEGER NOT NULL,
  trouble TEXT,
  at REAL NOT NULL
) STRICT;
CREATE INDEX source_file_by_name ON source_file (source, name);
CREATE INDEX source_file_by_head ON source_file (source, head);

-- ended: the score has been back for the off-delay. returns: how often it came back within one alarm. told: handed to other systems.
CREATE TABLE alarm (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  start REAL NOT NULL,
  end REAL NOT NULL CHECK (end >= start),
  ended INTEGER NOT NULL,
  peak REAL NOT NULL,
  peak_time REAL NOT NULL,
  threshold REAL NOT NULL,
  returns INTEGER NOT NULL,
  channels TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('new', 'seen', 'confirmed', 'false', 'not interesting', 'shelved')),
  shelved_until REAL,
  label INTEGER,
  raised REAL NOT NULL,
  told INTEGER NOT NULL DEFAULT 0,
  answered_at REAL,
  answered_by TEXT
) STRICT;
CREATE INDEX alarm_by_run ON alarm (run, start);
CREATE INDEX alarm_by_dataset ON alarm (dataset, start);
CREATE INDEX alarm_untold ON alarm (id) WHERE told = 0;
`,
}
