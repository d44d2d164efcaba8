import type { Output } from '../files/output.ts'
import type { JoinKind, JoinPlan } from '../shared/importing/joining.ts'
import type { Agreement } from '../shared/labels/agreement.ts'
import type { Alignment } from '../shared/data/alignment.ts'
import type { CleaningPreview, CleaningStep, CleaningStepInfo } from '../shared/data/cleaning.ts'
import type { Candidate, CandidateSource } from '../shared/labels/candidates.ts'
import type { PlainError } from '../shared/errors.ts'
import type { EventError } from '../shared/labels/event-errors.ts'
import type { EventMapping, LabelFileLook } from '../shared/labels/event-mapping.ts'
import type { DetectorRanking } from '../shared/runs/ranking.ts'
import type { AdaptiveSettings, DriftReport } from '../shared/watch/drift.ts'
import type { Backtest } from '../shared/watch/backtest.ts'
import type { Challenge, Challenger, HowTrained, LearnFrom } from '../shared/watch/challenge.ts'
import type { DriftBoard } from '../shared/watch/drift-board.ts'
import type { EnsembleOptions } from '../shared/models/ensemble.ts'
import type {
  ChannelImportances,
  MemberExplanation,
  NearestLabels,
  WindowExplanation,
} from '../shared/runs/explanation.ts'
import type { ExportFormat, ExportKind } from '../shared/contract/report.ts'
import type { DetectorInfo, EngineInfo, Suggestion, ThresholdInfo } from '../shared/models/detector-info.ts'
import type { OnnxLook } from '../shared/models/onnx-look.ts'
import type { StartFrom } from '../shared/models/start-from.ts'
import type { ChosenOn, HoldOut, HoldOutPreview, JudgedOn } from '../shared/models/hold-out.ts'
import type { LabelFormatInfo } from '../shared/labels/label-format-info.ts'
import type { Monitor, MonitorTrial, WatchedRule } from '../shared/watch/monitors.ts'
import type { ParamValues } from '../shared/models/params.ts'
import type { ThresholdSetting } from '../shared/project.ts'
import type { FileLabel } from '../shared/labels/file-label.ts'
import type { ImportPreview, ImportRecipe, ImportReport, WholeLook } from '../shared/importing/recipe.ts'
import type { Rounds } from '../shared/labels/rounds.ts'
import type { StrangeStretch } from '../shared/runs/strangest.ts'
import type { RunTable } from '../shared/runs/run-table.ts'
import type { ExploreAnswer, ExploreScope } from '../shared/data/explore.ts'
import type { QualityReport } from '../shared/data/quality.ts'
import type { TransferReport } from '../shared/models/transfer.ts'
import type { WatchRound } from '../shared/watch/watch.ts'
import type { TimeRange } from '../shared/data/series.ts'
import type { Place, SitePair, SitesReport, SiteWay } from '../shared/sites/sites.ts'
import type { FederationLook, MergeSettings, UpdateLook } from '../shared/sites/federation.ts'
import type { LabData } from '../shared/runs/threshold-lab.ts'
import type { EpochEntry, Progress } from '../analysis/job.ts'

/**
 * What the app may ask of the engine process: argument and answer per call.
 * The engine opens the project file itself and writes bulk results; labels it only hands back.
 */
export interface EngineCalls {
  info: { args: object; result: EngineInfo }
  detectors: { args: object; result: { detectors: DetectorInfo[]; thresholds: ThresholdInfo[] } }
  preview: { args: { path: string; changed: Partial<ImportRecipe> | null }; result: ImportPreview }
  /** The whole file is read, and nothing is stored. */
  look: { args: { path: string; recipe: ImportRecipe }; result: WholeLook }
  import: {
    args: { project: string; dataset: number; path: string; recipe: ImportRecipe }
    result: { report: ImportReport; labels: FileLabel[] }
  }
  /** What joining another dataset's rows would do. */
  planJoin: { args: { project: string; dataset: number; other: number; how: JoinKind }; result: JoinPlan }
  /** target — a dataset of `beginJoin`. */
  join: { args: { project: string; dataset: number; other: number; how: JoinKind; target: number }; result: JoinPlan }
  /** Lays datasets on one clock, beside each other. target — a dataset without rows, which they become. */
  align: { args: { project: string; datasets: number[]; alignment: Alignment; target: number }; result: void }
  sample: { args: { project: string; dataset: number }; result: { report: ImportReport; labels: FileLabel[] } }
  labelFormats: { args: object; result: LabelFormatInfo[] }
  lookAtLabels: {
    args: { path: string; name: string; zone: string; mapping: EventMapping | null }
    result: LabelFileLook
  }
  /** The labels come before the answer, in parts. mapping — which column of a table is what; null = by its headings. */
  readLabels: {
    args: { path: string; name: string; project: string; dataset: number; mapping: EventMapping | null }
    result: { problems: string[] }
  }
  writeLabels: {
    args: { path: string; replace?: boolean; format: string; set: number; project: string; dataset: number }
    result: { leftOut: string[] }
  }
  candidates: {
    args: { project: string; dataset: number; source: CandidateSource; limit: number }
    result: { candidates: Candidate[]; found: number }
  }
  rounds: { args: { project: string; dataset: number; labelSet: number | null }; result: Rounds }
  /** proposed — whether proposals count as labels. */
  compareLabels: { args: { project: string; first: number; second: number; proposed: boolean }; result: Agreement }
  /** labelSet — whose accepted labels count; null = none. */
  suggest: { args: { project: string; dataset: number; labelSet: number | null }; result: Suggestion }
  backtest: {
    args: { project: string; run: number; everyDays: number; learns: Backtest['learns'] }
    result: Backtest
  }
  /** run — empty, to be filled; champion — the run in force. */
  challenge: {
    args: {
      project: string
      run: number
      champion: number
      window: LearnFrom
      how: HowTrained
      madeBy: Challenger['madeBy']
    }
    result: Challenge
  }
  /** What a monitor is to watch, with what it compares with, and what it would have raised on the rows that are there. */
  tryMonitor: {
    args: {
      project: string
      dataset: number
      run: number | null
      source: CandidateSource | null
      least: number
      settings: Monitor['settings']
      /** Whether to judge all rows that are there; without, only what a monitor keeps is made. */
      tried: boolean
    }
    result: { rule: WatchedRule | null; trial: MonitorTrial | null }
  }
  /** One look at the sources of a project; null = all of them. */
  watchRound: { args: { project: string; sources: number[] | null }; result: WatchRound }
  drift: { args: { project: string; run: number }; result: DriftBoard }
  strangest: { args: { project: string; run: number }; result: StrangeStretch[] }
  /** share — of the rows, at the end, which is judged. */
  compareStarts: {
    args: {
      project: string
      dataset: number
      channels: number[]
      labelSet: number | null
      cleaning: CleaningStep[]
      params: ParamValues
      share: number
      startFrom: StartFrom
    }
    result: TransferReport
  }
  /** What an ONNX model is as a detector. Throws bad-input where it is none. */
  lookAtOnnx: { args: { path: string }; result: OnnxLook }
  train: { args: TrainArgs; result: { assessed: number } }
  /** note — what became of the threshold that was copied, where it cannot be made there. */
  score: { args: { project: string; run: number }; result: { assessed: number; note: string | null } }
  /** Which rows a hold-out would keep from a detector, by the times of the dataset alone. */
  previewHoldOut: {
    args: {
      project: string
      dataset: number
      detector: string
      params: ParamValues
      channels: number
      holdOut: HoldOut
    }
    result: HoldOutPreview
  }
  /** judgedOn — as before where it is not given. */
  judge: {
    args: { project: string; run: number; threshold: ThresholdSetting; labelSet: number | null; judgedOn?: JudgedOn }
    result: { value: number; detections: number }
  }
  thresholdLab: { args: { project: string; run: number; labelSet: number | null; points: boolean }; result: LabData }
  rankDetectors: {
    args: { project: string; dataset: number; detectors: string[]; channels: string[] | null; labelSet: number | null }
    result: DetectorRanking
  }
  /** dataset — null = all datasets of the project together. */
  runTable: { args: { project: string; dataset: number | null; labelSet: number | null }; result: RunTable }
  adaptive: { args: AdaptiveArgs; result: { assessed: number; drift: DriftReport } }
  combine: {
    args: { project: string; run: number; members: number[]; options: EnsembleOptions; labelSet: number | null }
    result: { assessed: number }
  }
  explainWindow: {
    args: { project: string; run: number; start: number; end: number; baseline: 'background' | 'median' }
    result: WindowExplanation
  }
  explainNearest: {
    args: { project: string; run: number; labelSet: number; start: number; end: number }
    result: NearestLabels
  }
  explainMembers: { args: { project: string; run: number; start: number; end: number }; result: MemberExplanation }
  explainImportance: { args: { project: string; run: number; labelSet: number | null }; result: ChannelImportances }
  eventErrors: {
    args: { project: string; run: number; labelSet: number; lateShare: number }
    result: { errors: EventError[]; events: number; judged: TimeRange | null; notes: string[] }
  }
  /** Writes a run's report as one HTML file. app — its version. */
  report: {
    args: { project: string; run: number; labelSet: number | null; path: string; replace?: boolean; app: string }
    result: { bytes: number; events: number; charts: number }
  }
  /** Writes a run's scores or detections, or a set's labels, as a table. */
  exportTable: {
    args: {
      project: string
      run: number
      labelSet: number | null
      what: ExportKind
      format: ExportFormat
      path: string
      replace?: boolean
    }
    result: { rows: number }
  }
  explore: { args: { project: string } & ExploreScope; result: ExploreAnswer }
  quality: { args: { project: string; dataset: number }; result: QualityReport }
  /** Writes the model of a run as a folder for other machines. why — in a sentence, where it has no graph. */
  exportModel: {
    args: { project: string; run: number; path: string; app: string }
    result: { detector: string; graph: boolean; why: string | null }
  }
  cleaningKinds: { args: object; result: CleaningStepInfo[] }
  previewCleaning: {
    args: {
      project: string
      dataset: number
      steps: CleaningStep[]
      channel: string | null
      start: number
      end: number
      points: number
    }
    result: CleaningPreview
  }
  siteColumns: { args: { path: string }; result: { name: string; values: number; first: string[] }[] }
  /** Writes the rows of each site of a file into a file of its own. */
  splitSites: { args: { path: string; column: string; folder: string }; result: { name: string; file: string }[] }
  trainSites: {
    args: {
      project: string
      sites: { name: string; datasets: number[] }[]
      detectors: { id: string; params: ParamValues }[]
      ways: SiteWay[]
      trainShare: number
      keep: boolean
      seed: number
    }
    result: SitesReport
  }
  siteCorrelation: {
    args: {
      project: string
      sites: { name: string; datasets: number[]; place: Place | null }[]
      channel: string | null
    }
    result: { channel: string; channels: string[]; pairs: SitePair[] }
  }
  lookAtFederation: { args: { path: string }; result: FederationLook }
  lookAtUpdate: { args: { path: string }; result: UpdateLook }
  /** params — as given by the person, unparsed. */
  beginFederation: {
    args: {
      detector: string
      params: Record<string, unknown>
      channels: string[]
      units?: (string | null)[]
      seed: number
      settings: MergeSettings
      out: Output
    }
    result: FederationLook
  }
  /** federation, updates — paths; trainShare — of the site's rows, at their beginning. */
  trainFederatedSite: {
    args: {
      project: string
      federation: string
      site: string
      datasets: number[]
      trainShare: number
      out: Output
    }
    result: UpdateLook
  }
  mergeFederation: {
    args: { federation: string; updates: string[]; out: Output }
    result: { look: FederationLook; refused: string[] }
  }
  applyFederation: {
    args: { project: string; federation: string; site: string; datasets: number[]; trainShare: number }
    result: { runs: number[] }
  }
  exportScores: { args: { project: string; run: number; path: string; replace?: boolean }; result: { rows: number } }
}

export interface TrainArgs {
  project: string
  /** The run to fill: model and dataset are read from it. */
  run: number
  channels: number[]
  ranges: TimeRange[]
  labelSet: number | null
  excludeLabels: boolean
  params: ParamValues
  detector: string
  seed: number
  /** null = the detector's own rule. */
  threshold: ThresholdSetting | null
  /** What the series goes through first; nothing where it is not given. */
  cleaning?: CleaningStep[]
  /** Nothing where it is not given. */
  holdOut?: HoldOut
  /** Set where the detector was taken from a ranking by labels. */
  chosenOn?: ChosenOn | null
  /** A run whose network is gone on from; keepFirst — its first layers stay as they are. */
  startFrom?: StartFrom | null
  /** The file that the detector "onnx" is. */
  onnx?: string | null
}

export interface AdaptiveArgs {
  project: string
  /** A run of the dataset to begin with; null = a model is trained to begin with. */
  from: number | null
  /** The run to fill: dataset and channels are read from it. */
  run: number
  detector: string
  params: ParamValues
  /** null = the detector's own rule. */
  threshold: { rule: string; params: ParamValues } | null
  ranges: TimeRange[]
  labelSet: number | null
  excludeLabels: boolean
  /** Steps before the detector; left out = none. */
  cleaning?: CleaningStep[]
  settings: AdaptiveSettings
}

export type EngineCallName = keyof EngineCalls

/** App → engine. */
export type ToEngine =
  | {
      [N in EngineCallName]: { kind: 'call'; id: number; name: N; args: EngineCalls[N]['args']; seed: number }
    }[EngineCallName]
  | { kind: 'cancel'; id: number }

/** Engine → app. */
export type FromEngine =
  | { kind: 'ready' }
  | { kind: 'progress'; id: number; progress: Progress }
  | { kind: 'epoch'; id: number; entry: EpochEntry }
  | { kind: 'labels'; id: number; labels: FileLabel[] }
  | { kind: 'log'; id: number | null; line: string }
  | { kind: 'done'; id: number; result: unknown }
  | { kind: 'failed'; id: number; error: PlainError }

/** The engine process as a host starts it: utilityProcess under Electron, child_process.fork elsewhere. */
export interface EngineProcess {
  send(message: ToEngine): void
  onMessage(listener: (message: FromEngine) => void): void
  /** reason — a sentence about how it ended. */
  onExit(listener: (reason: string) => void): void
  kill(): void
}
