import { seededRandom } from '../../src-main/analysis/math/random.ts'
import type { Campaign } from './campaign.ts'
import { attack } from './server-attacks.ts'
import { startTarget } from './server-target.ts'

let target: ReturnType<typeof startTarget> | null = null

/** One attack on a server that has borne all attacks before it: it holds, answers in words of its own, and goes on. */
export const serverCampaign: Campaign = {
  id: 'server',
  what: 'The loopback server with wrong doors, paths that climb, broken and huge frames, every call with odd arguments, 1,000 sockets',
  async attempt(seed) {
    target ??= startTarget()
    const { what, problem } = await attack(await target, seededRandom(seed).next)
    return problem === null ? { kind: 'right', what, said: '' } : { kind: 'failed', what, said: problem }
  },
}
