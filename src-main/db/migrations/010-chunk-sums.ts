import type { Migration } from './migration.ts'

/**
 * A check sum per chunk over its place and its data (db/chunk-sum.ts), so that data which changed on the disk are not taken for what was
 * measured. Those of old files are made here: what they hold now counts as right.
 */
export const chunkSums: Migration = {
  name: 'check sums of the data',
  up: `
ALTER TABLE chunk ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
UPDATE chunk SET sum = chunk_sum(series, level, position, data);
`,
}
