import type { HoldOut } from '../../shared/hold-out.ts'
import { blocked } from './blocked.ts'
import { byFile } from './by-file.ts'
import { byTime } from './by-time.ts'
import type { Fold, Split, SplitInput } from './split.ts'

/** Every way to judge a model on data that it has not seen. */
export const splits: readonly Split[] = [byTime, byFile, blocked]

/** The folds of what is held out; none where nothing is. */
export const foldsOf = (input: SplitInput, holdOut: HoldOut): Fold[] =>
  holdOut.kind === 'nothing' ? [] : (holdOut.kind === 'blocks' ? blocked : byTime).folds(input, holdOut)
