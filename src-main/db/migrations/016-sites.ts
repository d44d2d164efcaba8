import type { Migration } from './migration.ts'

/** Which site a dataset belongs to, which folder its file was in, where sites are, and what training them all came to. */
export const sites: Migration = {
  name: 'sites',
  up: `
ALTER TABLE dataset ADD COLUMN site TEXT;
ALTER TABLE dataset ADD COLUMN folder TEXT NOT NULL DEFAULT '';

CREATE TABLE site_place (
  site TEXT PRIMARY KEY,
  x REAL NOT NULL,
  y REAL NOT NULL
) STRICT;

-- One row at most. The picture lies between these coordinates.
CREATE TABLE site_map (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  kind TEXT NOT NULL CHECK (kind IN ('image/png', 'image/jpeg')),
  picture BLOB NOT NULL,
  edges TEXT NOT NULL
) STRICT;

CREATE TABLE site_report (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  data TEXT NOT NULL
) STRICT;
`,
}
