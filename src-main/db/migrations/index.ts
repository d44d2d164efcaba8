import { first } from './001-first.ts'
import { classRules } from './002-class-rules.ts'
import { reports } from './003-reports.ts'
import { journalSets } from './004-journal-sets.ts'
import { reportKeys } from './005-report-keys.ts'
import { knownErrors } from './006-known-errors.ts'
import { heldOut } from './007-hold-out.ts'
import { settled } from './008-settled.ts'
import { journalBatches } from './009-journal-batches.ts'
import { chunkSums } from './010-chunk-sums.ts'
import { watch } from './011-watch.ts'
import { cleaning } from './012-cleaning.ts'
import { rightFindings } from './013-right-findings.ts'
import { champions } from './014-champions.ts'
import { monitors } from './015-monitors.ts'
import { sites } from './016-sites.ts'
import { laneLayouts } from './017-lane-layouts.ts'
import { channelLimits } from './018-channel-limits.ts'
import type { Migration } from './migration.ts'

/**
 * Every change of the project file's layout, oldest first; each runs once, in a transaction of its own.
 * A released one is never edited: `user_version` counts how many of them a file has had.
 */
export const migrations: readonly Migration[] = [
  first,
  classRules,
  reports,
  journalSets,
  reportKeys,
  knownErrors,
  heldOut,
  settled,
  journalBatches,
  chunkSums,
  watch,
  cleaning,
  rightFindings,
  champions,
  monitors,
  sites,
  laneLayouts,
  channelLimits,
]
