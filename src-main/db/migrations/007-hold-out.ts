import type { Migration } from './migration.ts'

/**
 * What a model's training saw (facts: JSON; trained_rows: Float64 pairs of first and last row) and which rows a run is judged
 * on, so that a number made on data that its model has seen can say so. Models from before do not know.
 */
export const heldOut: Migration = {
  name: 'what was held out of training',
  up: `
ALTER TABLE model ADD COLUMN training TEXT;
ALTER TABLE model_data ADD COLUMN trained_rows BLOB NOT NULL DEFAULT x'';
ALTER TABLE run ADD COLUMN judged_on TEXT NOT NULL DEFAULT 'held-out' CHECK (judged_on IN ('held-out', 'all'));
`,
}
