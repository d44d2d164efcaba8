import { onTensorFlow } from '../analysis/tensorflow.ts'
import { placeFromCache } from '../setup/cache.ts'

/**
 * Before a command that may train: native TensorFlow is put in place where the user's cache has it, and the engine that is
 * started is named on stderr, with the reason where it is the slower one.
 */
export async function prepareEngine(stream: NodeJS.WriteStream = process.stderr): Promise<void> {
  // On a terminal the line of the progress stands there; it is written anew.
  const say = (line: string) => stream.write(`${stream.isTTY ? '\r\x1b[2K' : ''}${line}\n`)
  onTensorFlow((engine) =>
    say(
      engine.kind === 'native'
        ? `Engine: native TensorFlow ${engine.version}.`
        : `Engine: TensorFlow on WebAssembly, slower: ${engine.why}.`,
    ),
  )
  await placeFromCache((line) => say(`${line}.`))
}
