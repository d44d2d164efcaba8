/** Lets the event loop look at what else there is. Twice: the first turn may come before it has looked for messages, and a Cancel among them. */
export const yieldToEventLoop = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)))
