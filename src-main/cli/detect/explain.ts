import type { TrainedModel } from '../../analysis/train-and-score.ts'
import { explainWindow } from '../../analysis/explain/window.ts'
import type { Job } from '../../analysis/job.ts'
import type { WindowExplanation } from '../../shared/runs/explanation.ts'
import type { Detection } from '../../shared/project.ts'
import type { Series } from '../../shared/data/series.ts'

/** The strangest detections are explained: each costs hundreds of scorings. */
const MOST_EXPLAINED = 5

export interface ExplainedDetection {
  detection: Detection
  explanation: WindowExplanation
}

/** Why the detections with the highest peaks are strange, highest first. trainedRows — at the beginning of the series. */
export async function explainDetections(
  model: TrainedModel,
  series: Series,
  detections: readonly Detection[],
  trainedRows: number,
  job: Job,
): Promise<ExplainedDetection[]> {
  const explained: ExplainedDetection[] = []
  for (const detection of detections.toSorted((a, b) => b.peak - a.peak).slice(0, MOST_EXPLAINED))
    explained.push({
      detection,
      explanation: await explainWindow(
        model,
        series,
        {
          range: detection,
          rows: trainedRows > 0 ? [{ first: 0, last: trainedRows - 1 }] : null,
          unusual: [...detections],
          baseline: 'background',
        },
        job,
      ),
    })
  return explained
}
