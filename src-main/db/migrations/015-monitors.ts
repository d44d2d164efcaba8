import type { Migration } from './migration.ts'

/**
 * Monitors: rules and runs that new rows are held against beside the run in force. An alarm is of a run, of a monitor, or of both; the
 * labelled event that it looks most like goes with it. Sources can pause, and a project keeps settings of its own.
 */
export const monitors: Migration = {
  name: 'monitors',
  up: `
-- rule: JSON, what is watched where it is no run. severity: NULL = by how far the score rose. since: alarms begin after it.
-- judged: the last time that was looked at. trouble: why nothing is judged. A removed one stays, so that its alarms have a name.
CREATE TABLE monitor (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  name TEXT NOT NULL,
  run INTEGER REFERENCES run ON DELETE CASCADE,
  rule TEXT,
  severity TEXT CHECK (severity IN ('low', 'medium', 'high')),
  settings TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('on', 'paused', 'removed')),
  since REAL NOT NULL,
  judged REAL,
  trouble TEXT,
  created REAL NOT NULL,
  CHECK ((run IS NULL) <> (rule IS NULL))
) STRICT;
CREATE INDEX monitor_by_dataset ON monitor (dataset);
CREATE INDEX monitor_by_run ON monitor (run);

-- nearest: JSON, the labelled event that looks most like it.
CREATE TABLE new_alarm (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES dataset ON DELETE CASCADE,
  run INTEGER REFERENCES run ON DELETE CASCADE,
  monitor INTEGER REFERENCES monitor ON DELETE CASCADE,
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
  nearest TEXT,
  raised REAL NOT NULL,
  told INTEGER NOT NULL DEFAULT 0,
  answered_at REAL,
  answered_by TEXT,
  CHECK (run IS NOT NULL OR monitor IS NOT NULL)
) STRICT;
INSERT INTO new_alarm (id, dataset, run, start, end, ended, peak, peak_time, threshold, returns, channels, state, shelved_until, label,
    raised, told, answered_at, answered_by)
  SELECT id, dataset, run, start, end, ended, peak, peak_time, threshold, returns, channels, state, shelved_until, label,
    raised, told, answered_at, answered_by FROM alarm;
-- An id that was given is never given again: other systems know alarms by it.
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_alarm', 0
  WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'new_alarm');
UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'alarm'), 0))
  WHERE name = 'new_alarm';
DROP TABLE alarm;
ALTER TABLE new_alarm RENAME TO alarm;
CREATE INDEX alarm_by_run ON alarm (run, start);
CREATE INDEX alarm_by_monitor ON alarm (monitor, start);
CREATE INDEX alarm_by_dataset ON alarm (dataset, start);
CREATE INDEX alarm_untold ON alarm (id) WHERE told = 0;

ALTER TABLE source ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
}
