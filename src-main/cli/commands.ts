import { monitorCommand } from './monitor.ts'
import { watchCommand } from './watch.ts'
import type { AddCommand } from './command.ts'
import { backtestCommand } from './backtest.ts'
import { calibrateCommand } from './calibrate.ts'
import { cleanCommand } from './clean.ts'
import { compareCommand } from './compare.ts'
import { describeCommand } from './describe.ts'
import { exploreCommand } from './explore.ts'
import { detectCommand } from './detect.ts'
import { detectorsCommand } from './detectors.ts'
import { formatsCommand } from './formats.ts'
import { doctorCommand } from './doctor.ts'
import { driftCommand } from './drift.ts'
import { evaluateCommand } from './evaluate.ts'
import { exportModelCommand } from './export-model.ts'
import { federateCommand } from './federate.ts'
import { importCommand } from './import.ts'
import { promoteCommand } from './promote.ts'
import { reportCommand } from './report.ts'
import { retrainCommand } from './retrain.ts'
import { scoreCommand } from './score.ts'
import { trainCommand } from './train.ts'
import { serveCommand } from './serve.ts'

/** Every command, in the order of the help. */
export const commands: readonly AddCommand[] = [
  detectCommand,
  compareCommand,
  evaluateCommand,
  detectorsCommand,
  formatsCommand,
  importCommand,
  describeCommand,
  exploreCommand,
  cleanCommand,
  watchCommand,
  monitorCommand,
  driftCommand,
  backtestCommand,
  retrainCommand,
  promoteCommand,
  calibrateCommand,
  reportCommand,
  exportModelCommand,
  scoreCommand,
  trainCommand,
  federateCommand,
  serveCommand,
  doctorCommand,
]
