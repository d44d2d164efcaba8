import {
  alignWords,
  backtestWords,
  calibrateWords,
  type CommandWords,
  compareWords,
  describeWords,
  exploreWords,
  driftWords,
  exportModelWords,
  federateInitWords,
  federateMergeWords,
  federateSiteWords,
  importWords,
  type OfRun,
  promoteWords,
  reportWords,
  retrainWords,
  scoreWords,
  trainWords,
  watchWords,
} from '../../../src-main/shared/command-words.ts'
import type { ExploreKind } from '../../../src-main/shared/data/explore.ts'
import { firstOf, namesOf, settingsOf } from '../../../src-main/shared/data/explore-settings.ts'
import type { HowTrained } from '../../../src-main/shared/watch/challenge.ts'
import type { SiteRows } from '../data/federation.svelte.ts'
import type { Studio } from '../studio.svelte.ts'

const none: CommandWords = { problem: 'Nothing is chosen yet.' }
const projectOf = (s: Studio) => s.project.current?.path ?? 'PROJECT'

/** The dataset of a run is named where there are several; the run always. */
function ofRun(s: Studio, run: { id: number; dataset: number }): OfRun {
  const { list } = s.datasets
  const dataset = list.length > 1 ? (list.find((one) => one.id === run.dataset)?.name ?? null) : null
  return { project: projectOf(s), dataset, run: run.id }
}

export function trainCommand(s: Studio): CommandWords {
  const { training, datasets, cleaning } = s
  const dataset = datasets.selected
  if (!dataset || !training.detector) return none
  return trainWords({
    file: dataset.sourceFile,
    start: dataset.start,
    leftOut: dataset.channels.filter(({ id }) => training.leftOut.has(id)).map(({ name }) => name),
    cleaning: training.cleaned ? cleaning.steps : [],
    ...training.asked(s.labels.sets.id),
    learns: training.detector.learns,
  })
}

export function compareCommand(s: Studio): CommandWords {
  const dataset = s.datasets.selected
  return dataset
    ? compareWords(dataset.sourceFile, { cleaning: s.cleaning.steps, labels: s.labels.list.length > 0, seed: 1 })
    : none
}

export const describeCommand = (s: Studio): CommandWords =>
  describeWords({ project: projectOf(s), dataset: s.datasets.selected?.name ?? null })

/** The question that a part of Explore asks of what is shown. */
export function exploreCommand(s: Studio, kind: ExploreKind): CommandWords {
  const { dataset, shown, asked, questions } = s.explore
  const question = questions.find((one) => one.kind === kind)
  if (!dataset || !question) return none
  const { list } = s.datasets
  const isWhole = asked.start <= dataset.start && asked.end >= dataset.end
  return exploreWords({
    project: projectOf(s),
    dataset: list.length > 1 ? dataset.name : null,
    pane: kind,
    settings: settingsOf(question, firstOf(dataset, shown), namesOf(list, dataset)),
    channels: shown.length < dataset.channels.length ? shown.map(({ name }) => name) : null,
    range: isWhole ? null : asked,
    labels: s.labels.sets.current?.name ?? null,
  })
}

export function alignCommand({ aligning }: Studio): CommandWords {
  const { plan, parts, name } = aligning
  if (plan === null || 'problem' in plan) return none
  return alignWords(
    parts.map((part) => part.sourceFile),
    plan.alignment,
    `${name}.csv`,
  )
}

export const importCommand = (s: Studio): CommandWords => {
  const { file, preview, waiting } = s.importing
  if (!file || !preview) return none
  const chosen = s.importing.chosen
  if (chosen.length > 0)
    return { problem: `Settings were changed (${chosen.join(', ')}): keep them as a recipe, and read by it.` }
  return importWords(
    [file, ...waiting].map((one) => one.name),
    projectOf(s),
    preview.usesRecipe ?? null,
  )
}

export function reportCommand(s: Studio): CommandWords {
  const run = s.runs.selected
  return run ? reportWords(projectOf(s), run.id, s.labels.sets.current?.name ?? null) : none
}

const withRun =
  (words: (of: OfRun, s: Studio) => CommandWords) =>
  (s: Studio): CommandWords =>
    s.runs.selected ? words(ofRun(s, s.runs.selected), s) : none

export const exportModelCommand = withRun(({ project, run }) => exportModelWords(project, run!))
export const scoreCommand = withRun(({ project, run }) => scoreWords(project, run!))
export const driftCommand = withRun((of) => driftWords(of))
export const backtestCommand = withRun((of) => backtestWords(of, 7, 'recent'))
export const calibrateCommand = withRun((of, s) => calibrateWords(of, s.runs.selected?.threshold.normal ?? []))
export const federateInitCommand = (s: Studio, channels: readonly { name: string; unit: string | null }[]) => {
  const { detectorId: detector, params, settings } = s.federation
  return channels.length === 0 ? none : federateInitWords({ detector, params, channels, settings })
}
/** step — what the site does; rows — of the project that are its own. */
export function federateSiteCommand(s: Studio, step: 'train' | 'apply', rows: SiteRows): CommandWords {
  const { file, trainPercent } = s.federation
  const dataset = s.datasets.list.find(({ id }) => id === rows.datasets[0])
  if (!file || !dataset) return none
  if (rows.datasets.length > 1)
    return { problem: 'The rows of this site lie in several datasets, and the command reads one file.' }
  const { round } = file.look
  const out = step === 'train' ? `${rows.site} round ${round}.update` : `${rows.site}-model`
  const used = Math.max(2, Math.floor((trainPercent / 100) * dataset.rows))
  return federateSiteWords(step, { federation: file.name, file: dataset.sourceFile, site: rows.site, rows: used, out })
}
export function federateMergeCommand({ federation: { file, updates } }: Studio): CommandWords {
  if (!file || updates.length === 0) return none
  const names = updates.map(({ name }) => name)
  return federateMergeWords(file.name, names, `round ${file.look.round + 1}.federation`)
}
export const watchCommand = (s: Studio): CommandWords => watchWords(projectOf(s))
export const retrainCommand = (s: Studio, run: { id: number; dataset: number }, how: HowTrained) =>
  retrainWords(ofRun(s, run), null, how)
export const promoteCommand = (s: Studio, run: { id: number; dataset: number }) => promoteWords(ofRun(s, run))
