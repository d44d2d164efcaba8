import type { Campaign } from './campaign.ts'
import { diskCampaign } from './disk.ts'
import { importCampaign } from './import.ts'
import { jobsCampaign } from './jobs.ts'
import { killCampaign } from './kill.ts'
import { modelCampaign } from './model.ts'
import { projectCampaign } from './project.ts'
import { serverCampaign } from './server.ts'
import { twoCampaign } from './two.ts'

/** Every campaign, in the order in which they run. */
export const campaigns: readonly Campaign[] = [
  projectCampaign,
  modelCampaign,
  killCampaign,
  jobsCampaign,
  diskCampaign,
  twoCampaign,
  serverCampaign,
  importCampaign,
]
