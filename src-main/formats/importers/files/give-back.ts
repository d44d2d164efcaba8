import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | null = null

/** What reading a large file has left behind lies in memory until something asks for more, and what follows comes on top of it. */
export function giveBack(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
  // The second collection waits until the memory of arrays has been freed, which the first leaves to go on beside us.
  collect()
}
