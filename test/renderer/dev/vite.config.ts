import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

/** The page alone, with made-up data: `vite --config test/renderer/dev/vite.config.ts`. */
const root = fileURLToPath(new URL('.', import.meta.url))
export default defineConfig({
  root,
  cacheDir: fileURLToPath(new URL('../../../node_modules/.vite-renderer-dev', import.meta.url)),
  plugins: [svelte()],
  server: {
    host: '127.0.0.1',
    port: 5199,
    strictPort: true,
    fs: { allow: [fileURLToPath(new URL('../../..', import.meta.url))] },
    watch: null,
  },
})
