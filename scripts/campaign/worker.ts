import { campaigns } from './index.ts'

/** Runs attempts of one campaign as it is told, and nothing else. */
const campaign = campaigns.find(({ id }) => id === process.argv[2])!
process.on('message', (message: { seed: number; folder: string }) => {
  campaign.attempt(message.seed, message.folder).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) =>
      process.send?.({
        kind: 'failed',
        what: 'the attempt',
        said: error instanceof Error ? (error.stack ?? error.message) : String(error),
        file: message.folder,
      }),
  )
})
process.on('disconnect', () => process.exit())
