import { fakeBridge } from './fake-bridge.ts'

const query = new URLSearchParams(location.search)
window.anomalyStudio = fakeBridge({
  channels: Number(query.get('channels') ?? 8),
  labels: query.get('labels') !== 'none',
})
await import('../../../src-renderer/main.ts')
