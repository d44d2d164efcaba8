import type { Migration } from './migration.ts'

/** Times are epoch milliseconds; lists and settings are JSON; ids are never given twice, so that undo restores the very same. */
export const first: Migration = {
  name: 'first layout',
  up: `
CREATE TABLE dataset (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  source_file TEXT NOT NULL,
  zone TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('importing', 'ready', 'interrupted')),
  times INTEGER REFERENCES series,
  row_count INTEGER NOT NULL DEFAULT 0,
  start REAL NOT NULL DEFAULT 0,
  end REAL NOT NULL DEFAULT 0,
  step_ms REAL NOT NULL DEFAULT 1000,
  gaps TEXT NOT NULL DEFAULT '[]',
  recipe TEXT,
  report TEXT,
  created REAL NOT NULL
) STRICT;

-- A series is a column of numbers, one per row of its dataset: times, a channel's values, a run's scores.
-- One without a dataset is rubbish: its chunks are cleared away bit by bit.
CREATE TABLE series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER REFERENCES dataset ON DELETE SET NULL
) STRICT;
CREATE INDEX series_by_dataset ON series (dataset);

-- level 0: the values themselves; level k: the min/max pyramid's buckets (db/pyramid.ts). data: Float64, little-endian.
CREATE TABLE chunk (
  series INTEGER NOT NULL REFERENCES series,
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (series, level, position)
) STRICT;

CREATE TABLE channel (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  unit TEXT,
  description TEXT NOT NULL DEFAULT '',
  series INTEGER NOT NULL REFERENCES series,
  min REAL,
  max REAL,
  missing INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX channel_by_dataset ON channel (dataset, position);
CREATE INDEX channel_by_series ON channel (series);

-- A removed class or set stays, because undo may bring back a label that needs it.
CREATE TABLE label_class (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  colour TEXT NOT NULL,
  key TEXT,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX label_class_by_name ON label_class (name COLLATE NOCASE);

CREATE TABLE label_set (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  name TEXT NOT NULL,
  author TEXT NOT NULL,
  purpose TEXT NOT NULL,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX label_set_by_dataset ON label_set (dataset);

-- length_class: the smallest k with end - start <= 4^k, so that "those that touch this range" is a search by index.
CREATE TABLE label (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  label_set INTEGER NOT NULL REFERENCES label_set ON DELETE CASCADE,
  class INTEGER NOT NULL REFERENCES label_class,
  start REAL NOT NULL,
  end REAL NOT NULL CHECK (end >= start),
  length_class INTEGER NOT NULL,
  channels TEXT NOT NULL,
  certainty REAL NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('proposed', 'accepted', 'rejected')),
  note TEXT NOT NULL,
  author TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('hand', 'import', 'detector'))
) STRICT;
CREATE INDEX label_by_time ON label (label_set, length_class, start);
CREATE INDEX label_by_class ON label (class);

-- undone: taken back; dropped: and then overtaken by another edit, so redo no longer reaches it.
-- turned: when and by whom it was last undone or redone.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  at REAL NOT NULL,
  author TEXT NOT NULL,
  what TEXT NOT NULL,
  set_made INTEGER,
  set_removed INTEGER,
  undone INTEGER NOT NULL DEFAULT 0,
  dropped INTEGER NOT NULL DEFAULT 0,
  turned_at REAL,
  turned_by TEXT,
  before TEXT NOT NULL,
  after TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_dataset ON journal (dataset, undone, dropped, id);

CREATE TABLE model (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  detector TEXT NOT NULL,
  detector_version INTEGER NOT NULL,
  params TEXT NOT NULL,
  channels TEXT NOT NULL,
  seed INTEGER NOT NULL,
  ranges TEXT NOT NULL,
  history TEXT NOT NULL,
  engine TEXT NOT NULL CHECK (engine IN ('native', 'wasm', 'none')),
  created REAL NOT NULL
) STRICT;

CREATE TABLE model_data (
  model INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,
  training_scores BLOB NOT NULL,
  data BLOB NOT NULL
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  model INTEGER NOT NULL REFERENCES model,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ready', 'running', 'interrupted')),
  scores INTEGER REFERENCES series,
  contributions TEXT NOT NULL DEFAULT '[]',
  expected TEXT NOT NULL DEFAULT '[]',
  max_score REAL,
  threshold TEXT NOT NULL,
  threshold_value REAL,
  oracle INTEGER NOT NULL DEFAULT 0,
  assessed INTEGER NOT NULL DEFAULT 0,
  measures TEXT,
  train_seconds REAL NOT NULL DEFAULT 0,
  score_seconds REAL NOT NULL DEFAULT 0,
  created REAL NOT NULL
) STRICT;
CREATE INDEX run_by_dataset ON run (dataset);
CREATE INDEX run_by_model ON run (model);
CREATE INDEX run_by_scores ON run (scores);

CREATE TABLE detection (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  position INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  start REAL NOT NULL,
  end REAL NOT NULL,
  peak REAL NOT NULL,
  peak_time REAL NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  status TEXT NOT NULL,
  message TEXT,
  started REAL NOT NULL,
  ended REAL
) STRICT;

CREATE TABLE job_log (
  id INTEGER PRIMARY KEY,
  job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
  line TEXT NOT NULL
) STRICT;
CREATE INDEX job_log_by_job ON job_log (job);

INSERT INTO label_class (name, colour, key) VALUES ('anomaly', '#d9480f', '1');
`,
}
