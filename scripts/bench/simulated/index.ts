import { counters } from './counters.ts'
import { seeded, type Drawn, type Kind } from './draw.ts'
import { healthy } from './healthy.ts'
import { machines } from './machines.ts'
import { oneChannel } from './one-channel.ts'
import { severalChannels } from './several-channels.ts'
import { severalFaults } from './several-faults.ts'
import { signals } from './signals.ts'
import { switched } from './switched.ts'

/** Those that the rules of the first answer were looked at on first. */
export const firstKinds: readonly Kind[] = [...oneChannel, ...severalChannels, ...counters]

/** Those that came later: of every second one the answers were looked at before a rule was changed, the others were kept back. */
export const laterKinds: readonly Kind[] = [...signals, ...machines, ...healthy, ...severalFaults]

/** Those of machines that are switched: after all rules were chosen. */
export const switchedKinds: readonly Kind[] = switched

const kinds = [...firstKinds, ...laterKinds, ...switchedKinds]

/** The files of a kind from the one numbered `from` on: the same at every call. */
export const filesOf = (kind: Kind, files: number, from = 0): Drawn[] =>
  Array.from({ length: files }, (_, file) => kind.draw(seeded(kinds.indexOf(kind), from + file)))
