import type { AddCommand } from './command.ts'

export const doctorCommand: AddCommand = (program) => {
  program
    .command('doctor')
    .description('Look at what the app stands on, and say what to do about what is missing.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { doctor, doctorInWords } = await import('../setup/doctor.ts')
      const checks = await doctor()
      console.log(options.json ? JSON.stringify(checks, null, 2) : doctorInWords(checks))
    })
}
