import { defineConfig } from 'vitest/config'
import { svelte } from '@sveltejs/vite-plugin-svelte'

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/compile-kernels.ts',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
  },
})
