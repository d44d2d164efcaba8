/** A format of label files as a list offers it: everything but the code. */
export interface LabelFormatInfo {
  id: string
  name: string
  /** For a new file, with the dot. */
  extension: string
  /** The file has a line for every point, with the values of the channels. */
  perPoint: boolean
}
