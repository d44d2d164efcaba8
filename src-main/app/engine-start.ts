import type { EngineProcess } from '../engine/protocol.ts'

type Start = (path: string) => EngineProcess

let own: Start | null = null

/** Under Electron a command cannot fork Node, because its program is no Node: the shell says here how an engine is started. */
export const startEnginesBy = (start: Start): void => void (own = start)

export const engineStart = (usual: Start): Start => own ?? usual
