import type { Check } from '../look.ts'
import { flat } from './flat.ts'
import { limit } from './limit.ts'
import { missing } from './missing.ts'
import { missingCode } from './missing-code.ts'
import { noise } from './noise.ts'
import { quantisation } from './quantisation.ts'
import { saturation } from './saturation.ts'
import { spike } from './spike.ts'

/** Every way in which a channel is checked by itself, in the order of its reasons. */
export const checks: readonly Check[] = [missing, missingCode, flat, saturation, spike, limit, noise, quantisation]
