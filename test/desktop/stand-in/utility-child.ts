/** Put before a script that runs as a utility process: the port to its parent, as Electron gives it. */
import { EventEmitter } from 'node:events'

const port = new EventEmitter()
const send = process.send?.bind(process)
process.on('message', (data) => port.emit('message', { data, ports: [] }))
process.on('disconnect', () => process.exit(0))
Object.assign(process, {
  parentPort: Object.assign(port, { postMessage: (message: unknown) => send?.(message) }),
})
// What a utility process does not have.
Object.assign(process, { send: undefined })
