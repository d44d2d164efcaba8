import { logFile } from '../hosting/machine-log.ts'
import { dataFolder } from '../hosting/paths.ts'
import type { AddCommand } from './command.ts'

export const doctorCommand: AddCommand = (program) => {
  program
    .command('doctor')
    .description('Look at what the app stands on, and say what to do about what is missing.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { doctor, doctorInWords } = await import('../setup/doctor.ts')
      const checks = await doctor()
      if (options.json) return console.log(JSON.stringify(checks, null, 2))
      console.log(doctorInWords(checks))
      console.log(`What went wrong on this machine is noted in ${logFile(dataFolder())}`)
    })
}
