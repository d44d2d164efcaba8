import type { HoldOut } from '../../shared/models/hold-out.ts'
import { blocked } from './blocked.ts'
import { byTime } from './by-time.ts'
import type { Fold, SplitInput } from './split.ts'

/** The folds of what is held out; none where nothing is. */
export const foldsOf = (input: SplitInput, holdOut: HoldOut): Fold[] =>
  holdOut.kind === 'nothing' ? [] : (holdOut.kind === 'blocks' ? blocked : byTime).folds(input, holdOut)
