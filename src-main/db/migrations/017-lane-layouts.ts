import type { Migration } from './migration.ts'

/** How channels are arranged in lanes, under names. layout — JSON, see `LaneLayout`. */
export const laneLayouts: Migration = {
  name: 'lane layouts',
  up: `
CREATE TABLE lane_layout (
  name TEXT PRIMARY KEY,
  layout TEXT NOT NULL
) STRICT;
`,
}
