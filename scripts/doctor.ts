/** `npm run doctor`: what the app stands on, and what to do about what is missing. */
import { doctor, doctorInWords } from '../src-main/setup/doctor.ts'

console.log(doctorInWords(await doctor()))
