import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import { svelte } from '@sveltejs/vite-plugin-svelte'

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/setup-run.ts',
    // Tests start the command line and the engine hundreds of times: only the first start compiles.
    env: { NODE_COMPILE_CACHE: resolve(import.meta.dirname, 'node_modules/.cache/compiled') },
    // For what hangs. What only takes longer on a busy machine is no fault of the test.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: 'forks',
    // Left to itself vitest leaves one processor free, which is half of a small machine.
    maxWorkers: '100%',
  },
})
