import { mount } from 'svelte'
import App from './App.svelte'
import { connect } from './api.ts'
import { Studio } from './state/studio.svelte.ts'
import './app.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app element.')

try {
  const studio = new Studio(await connect())
  mount(App, { target, props: { studio } })
  await studio.start()
} catch (error) {
  const line = document.createElement('p')
  line.className = 'fatal'
  line.textContent = `Anomaly Studio could not start: ${error instanceof Error ? error.message : String(error)}`
  target.append(line)
}
