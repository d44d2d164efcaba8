import type { Job } from '../../analysis/job.ts'
import type { EngineCallName, EngineCalls } from '../protocol.ts'
import { align } from './data/align.ts'
import { adaptive } from './runs/adaptive.ts'
import { rank } from './runs/rank-detectors.ts'
import { backtest } from './watch/backtest.ts'
import { challenge } from './watch/challenge.ts'
import { candidates } from './labels/candidates.ts'
import { cleaningKinds, previewCleaning } from './data/cleaning.ts'
import { compareLabels } from './labels/compare-labels.ts'
import { describeDetectors } from './detectors.ts'
import { combine } from './runs/ensemble.ts'
import { drift } from './watch/drift.ts'
import { listEventErrors } from './labels/event-errors.ts'
import { explainImportance, explainRunWindow } from './explain/explain.ts'
import { explainMembers } from './explain/explain-members.ts'
import { explainNearest } from './explain/explain-nearest.ts'
import { explore } from './explore/index.ts'
import { exportScores } from './data/export-scores.ts'
import { exportTable } from './data/export-table.ts'
import { exportModel } from './hand-over.ts'
import { importFile, importSample } from './data/import.ts'
import { previewHoldOut } from './runs/hold-out.ts'
import { join, planJoin } from './data/join.ts'
import { info } from './info.ts'
import { judge } from './runs/judge.ts'
import { labelFormats, lookAtLabelFile, readLabels } from './labels/labels.ts'
import { look } from './data/look.ts'
import { preview } from './data/preview.ts'
import { quality } from './data/quality.ts'
import { report } from './report/report.ts'
import { rounds } from './labels/rounds.ts'
import { runTable } from './runs/run-table.ts'
import { score } from './runs/score.ts'
import { columnsOfSites, siteCorrelation, splitBySite, trainProjectSites } from './sites/sites.ts'
import {
  applyFederation,
  beginFederationAt,
  lookAtFederation,
  lookAtUpdate,
  mergeFederation,
  trainFederatedSite,
} from './sites/federation.ts'
import { lookAtOnnx } from './runs/bring-onnx.ts'
import { strangest } from './runs/strangest.ts'
import { suggest } from './runs/suggest.ts'
import { thresholdLab } from './runs/threshold-lab.ts'
import { train } from './runs/train.ts'
import { compareStarts } from './runs/transfer.ts'
import { watchRound } from './watch/round.ts'
import { tryMonitor } from './watch/try-monitor.ts'
import { writeLabels } from './labels/write-labels.ts'

/** Every engine call. A missing one does not compile. */
export const engineCalls: {
  [N in EngineCallName]: (args: EngineCalls[N]['args'], job: Job) => Promise<EngineCalls[N]['result']>
} = {
  info,
  detectors: describeDetectors,
  preview,
  look,
  import: importFile,
  planJoin,
  join,
  align,
  sample: importSample,
  labelFormats,
  lookAtLabels: lookAtLabelFile,
  readLabels,
  writeLabels,
  candidates,
  rounds,
  compareLabels,
  suggest,
  drift,
  watchRound,
  tryMonitor,
  backtest,
  challenge,
  strangest,
  train,
  lookAtOnnx,
  compareStarts,
  previewHoldOut,
  score,
  judge,
  thresholdLab,
  rankDetectors: rank,
  runTable,
  adaptive,
  combine,
  explainWindow: explainRunWindow,
  explainNearest,
  explainMembers,
  explainImportance,
  eventErrors: listEventErrors,
  exportScores,
  exportTable,
  exportModel,
  report,
  quality,
  cleaningKinds,
  previewCleaning,
  siteColumns: columnsOfSites,
  splitSites: splitBySite,
  trainSites: trainProjectSites,
  siteCorrelation,
  lookAtFederation,
  lookAtUpdate,
  beginFederation: beginFederationAt,
  trainFederatedSite,
  mergeFederation,
  applyFederation,
  explore,
}
