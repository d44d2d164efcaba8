import type { DetectorInfo, ThresholdInfo } from '../../shared/models/detector-info.ts'
import type { ParamValues } from '../../shared/models/params.ts'
import { detectors } from '../../analysis/detectors/index.ts'
import { firstLayers } from '../../analysis/federated/networks.ts'
import { thresholds } from '../../analysis/thresholds/index.ts'

/** Every detector and threshold rule without its code: what gallery, forms and command line show. */
export async function describeDetectors(): Promise<{ detectors: DetectorInfo[]; thresholds: ThresholdInfo[] }> {
  return {
    detectors: detectors.map(
      ({ id, name, summary, scoreMeaning, reference, family, learns, params, presets, threshold }) => ({
        id,
        name,
        summary,
        scoreMeaning,
        reference,
        family,
        learns,
        params,
        threshold,
        presets: (presets ?? {}) as Record<string, ParamValues>,
        ...(id in firstLayers && { carries: true as const }),
      }),
    ),
    thresholds: thresholds.map(({ id, name, summary, reference, oracle, uncalibrated, params }) => ({
      id,
      name,
      summary,
      reference,
      oracle,
      ...(uncalibrated && { uncalibrated }),
      params,
    })),
  }
}
