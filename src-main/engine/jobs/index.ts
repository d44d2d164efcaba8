import type { Job } from '../../analysis/job.ts'
import type { EngineCallName, EngineCalls } from '../protocol.ts'
import { adaptive } from './adaptive.ts'
import { rank } from './rank-detectors.ts'
import { backtest } from './backtest.ts'
import { challenge } from './challenge.ts'
import { candidates } from './candidates.ts'
import { cleaningKinds, previewCleaning } from './cleaning.ts'
import { compareLabels } from './compare-labels.ts'
import { describeDetectors } from './detectors.ts'
import { combine } from './ensemble.ts'
import { drift } from './drift.ts'
import { listEventErrors } from './event-errors.ts'
import { explainImportance, explainRunWindow } from './explain.ts'
import { explainMembers } from './explain-members.ts'
import { explainNearest } from './explain-nearest.ts'
import { explore } from './explore/index.ts'
import { exportScores } from './export-scores.ts'
import { exportTable } from './export-table.ts'
import { exportModel } from './hand-over.ts'
import { importFile, importSample } from './import.ts'
import { previewHoldOut } from './hold-out.ts'
import { join, planJoin } from './join.ts'
import { info } from './info.ts'
import { judge } from './judge.ts'
import { labelFormats, lookAtLabelFile, readLabels } from './labels.ts'
import { preview } from './preview.ts'
import { quality } from './quality.ts'
import { report } from './report.ts'
import { rounds } from './rounds.ts'
import { runTable } from './run-table.ts'
import { score } from './score.ts'
import { columnsOfSites, siteCorrelation, splitBySite, trainProjectSites } from './sites.ts'
import { lookAtOnnx } from './bring-onnx.ts'
import { strangest } from './strangest.ts'
import { suggest } from './suggest.ts'
import { thresholdLab } from './threshold-lab.ts'
import { train } from './train.ts'
import { compareStarts } from './transfer.ts'
import { watchRound } from './watch/round.ts'
import { tryMonitor } from './watch/try-monitor.ts'
import { writeLabels } from './write-labels.ts'

/** Every engine call. A missing one does not compile. */
export const engineCalls: {
  [N in EngineCallName]: (args: EngineCalls[N]['args'], job: Job) => Promise<EngineCalls[N]['result']>
} = {
  info,
  detectors: describeDetectors,
  preview,
  import: importFile,
  planJoin,
  join,
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
  explore,
}
