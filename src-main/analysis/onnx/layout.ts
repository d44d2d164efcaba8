import { badInput } from '../../shared/errors.ts'
import { outlineOfOnnx, type OnnxPort } from './read-onnx.ts'

/** A larger file is no detector of a window. */
const largestFile = 100e6
const mostNumbers = 1_000_000

/** Types of ONNX that numbers of a series can be given as. */
const types: Readonly<Record<number, OnnxLayout['type']>> = { 1: 'float32', 11: 'float64' }

/**
 * How a model is fed and read. batch — how many windows go in at once: null = any number; 0 = the input has no axis for them. axes — whether
 * a lone channel has an axis of its own. gives — a score of the window, or the window as the model would have it.
 */
export interface OnnxLayout {
  input: string
  output: string
  type: 'float32' | 'float64'
  batch: number | null
  window: number
  channels: number
  lone: boolean
  gives: 'score' | 'window'
}

const shapeText = (shape: OnnxPort['shape']) =>
  shape === null ? 'none' : `[${shape.map((size) => size ?? 'any').join(' × ')}]`

/** How a model that somebody brings is used. Throws bad-input, in a sentence, for one that cannot be a detector. */
export function layoutOf(bytes: Uint8Array, name: string): OnnxLayout {
  if (bytes.length > largestFile)
    throw badInput(`"${name}" is larger than 100 MB: a detector of windows is a small model.`)
  const { inputs, outputs, operators } = outlineOfOnnx(bytes, name)
  const custom = operators.find(({ domain }) => domain !== '' && domain !== 'ai.onnx' && domain !== 'ai.onnx.ml')
  if (custom)
    throw badInput(
      `"${name}" needs the operator "${custom.name}" of "${custom.domain}", which is none of ONNX itself. Export the model with ONNX's own operators alone.`,
    )
  if (inputs.length !== 1)
    throw badInput(
      `"${name}" takes ${inputs.length === 0 ? 'nothing in' : `${inputs.length} inputs (${inputs.map((one) => one.name).join(', ')})`}: a detector takes one, a window of rows.`,
    )
  const [input] = inputs
  const type = types[input.type]
  if (!type) throw badInput(`"${name}" takes no real numbers: its input "${input.name}" must be of float or double.`)
  const fed = fedBy(input, name)
  if (fed.window * fed.channels > mostNumbers)
    throw badInput(`A window of "${name}" holds more than ${mostNumbers.toLocaleString('en')} numbers.`)
  const output = outputs.find((one) => one.name === 'score') ?? outputs[0]
  if (!output) throw badInput(`"${name}" gives nothing out.`)
  if (!types[output.type])
    throw badInput(`"${name}" gives no real numbers: "${output.name}" must be of float or double.`)
  return { input: input.name, output: output.name, type, ...fed, gives: givenBy(output, input, fed, name) }
}

function fedBy(input: OnnxPort, name: string): Pick<OnnxLayout, 'batch' | 'window' | 'channels' | 'lone'> {
  const { shape } = input
  const declared = `The input of "${name}" is ${shapeText(shape)}`
  if (shape === null || shape.length < 2 || shape.length > 3)
    throw badInput(`${declared}: it must be [windows × rows × channels], [rows × channels], or [windows × rows].`)
  const fixed = shape.slice(shape.length === 3 ? 1 : shape[0] === null || shape[0] === 1 ? 1 : 0)
  if (fixed.some((size) => size === null))
    throw badInput(
      `${declared}: how many rows a window has, and how many channels, must be numbers. Export the model with those sizes fixed; only the number of windows may be open.`,
    )
  if (fixed.some((size) => !(size! >= 1))) throw badInput(`${declared}: a size of nothing.`)
  const [window, channels = 1] = fixed as number[]
  return { batch: shape.length === fixed.length ? 0 : shape[0], window, channels, lone: fixed.length === 1 }
}

function givenBy(
  output: OnnxPort,
  input: OnnxPort,
  { batch, window, channels }: Pick<OnnxLayout, 'batch' | 'window' | 'channels'>,
  name: string,
): OnnxLayout['gives'] {
  const { shape } = output
  const free = shape?.slice(batch === 0 ? 0 : 1) ?? null
  if (free && free.length === input.shape!.length - (batch === 0 ? 0 : 1)) {
    const same = [window, channels].slice(0, free.length).every((size, i) => free[i] === size || free[i] === null)
    if (same && window * channels > 1) return 'window'
  }
  if (shape !== null && (free!.length === 0 || free!.every((size) => size === 1))) return 'score'
  throw badInput(
    `"${name}" gives ${shapeText(shape)} for a window of ${window} rows × ${channels} channels: a detector gives one score, or the window as it should have been.`,
  )
}
