import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { helpPlugin } from './scripts/steps/help.ts'

/**
 * The renderer. Relative paths, because it is served from app:// and from a random port alike; nothing inline but what
 * a strict content security policy lets through: scripts are files, and the preload polyfill (an inline script) stays out.
 */
export default defineConfig({
  root: 'src-renderer',
  base: './',
  plugins: [svelte({ configFile: false }), helpPlugin()],
  build: {
    target: 'chrome130',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // ECharts is one large file; it is read from the disk.
    chunkSizeWarningLimit: 2000,
  },
})
