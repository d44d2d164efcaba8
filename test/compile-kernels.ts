import { compileKernels } from '../scripts/steps/kernels.ts'

/** Tests run the sources, which find the compiled kernels where the build keeps them. */
export default function setup(): void {
  compileKernels()
}
