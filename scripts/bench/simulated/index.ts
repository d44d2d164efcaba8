import { counters } from './counters.ts'
import { seeded, type Drawn, type Kind } from './draw.ts'
import { oneChannel } from './one-channel.ts'
import { severalChannels } from './several-channels.ts'

export const kinds: readonly Kind[] = [...oneChannel, ...severalChannels, ...counters]

/** The files of a kind: the same at every call. */
export const filesOf = (kind: Kind, files: number): Drawn[] =>
  Array.from({ length: files }, (_, file) => kind.draw(seeded(kinds.indexOf(kind), file)))
