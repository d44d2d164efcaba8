/** Names that preload and main share. */
export const callChannel = 'anomaly-studio:call'
export const eventChannel = 'anomaly-studio:event'
export const admitChannel = 'anomaly-studio:admit'

/**
 * How preload learns the contract's names: handed over when the window is made, so that they are written down only in
 * the contract, and preload stays small (it cannot load zod, nor any second file).
 */
export const callsArgument = '--anomaly-studio-calls='
export const eventsArgument = '--anomaly-studio-events='
