import type { Migration } from './migration.ts'

/** Limits that somebody typed for a channel: values beyond them are findings of quality. NULL = no limit on that side. */
export const channelLimits: Migration = {
  name: 'channel limits',
  up: `
CREATE TABLE channel_limit (
  channel INTEGER PRIMARY KEY REFERENCES channel ON DELETE CASCADE,
  low REAL,
  high REAL,
  author TEXT NOT NULL,
  at REAL NOT NULL,
  CHECK (low IS NOT NULL OR high IS NOT NULL)
) STRICT;
`,
}
