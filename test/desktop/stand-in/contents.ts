import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type * as Electron from 'electron'
import type { CDPSession, Page } from 'playwright-core'
import { context, fromWeb, toWeb } from './chromium.ts'
import { decodeClone, encodeClone } from './clone.ts'
import { handlerOf } from './ipc.ts'
import { ownAnswer } from './protocol.ts'
import { preventable, record } from './recorded.ts'
import type { StandInSession } from './session.ts'
import { bindingName, pageScript, preloadScript, worldName } from './worlds.ts'

/** A page of Chromium as the app's main process sees it. */
export class StandInContents extends EventEmitter {
  mainFrame = { url: '' }
  session: StandInSession
  #preferences: Electron.WebPreferences
  #secret = randomUUID()
  #page: Page | null = null
  #cdp: CDPSession | null = null
  #world = 0
  #opening: Promise<void>
  #openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] = () => ({ action: 'allow' })
  #expected = new Set<string>()
  #destroyed = false
  zoomFactor = 1

  constructor(preferences: Electron.WebPreferences, session: StandInSession) {
    super()
    this.#preferences = preferences
    this.session = session
    this.#opening = this.#open()
  }

  setWindowOpenHandler: Electron.WebContents['setWindowOpenHandler'] = (handler) => void (this.#openHandler = handler)
  getURL: Electron.WebContents['getURL'] = () => this.mainFrame.url
  isDestroyed: Electron.WebContents['isDestroyed'] = () => this.#destroyed
  setZoomFactor: Electron.WebContents['setZoomFactor'] = (factor) => record('zoom', (this.zoomFactor = factor))

  /** By structured clone: what cannot be cloned throws here, as in Electron. */
  send: Electron.WebContents['send'] = (channel, ...args) => {
    const text = encodeClone(structuredClone(args))
    if (this.#world)
      void this.#inWorld('(channel, text) => standIn.receive(channel, text)', channel, text).catch(() => {})
  }

  printToPDF: Electron.WebContents['printToPDF'] = async (options) => {
    const { preferCSSPageSize, printBackground } = options
    const { data } = await this.#session().send('Page.printToPDF', { preferCSSPageSize, printBackground })
    return Buffer.from(data, 'base64')
  }

  reload: Electron.WebContents['reload'] = () => {
    record('reload')
    const again = async () => {
      // A page that crashed is gone for good in Chromium's protocol: another one takes its place.
      await this.#page?.close().catch(() => {})
      await this.#open()
      await this.#show(this.mainFrame.url)
    }
    this.#opening = again()
    void this.#opening.catch((error) => record('failed', String(error)))
  }

  async load(url: string): Promise<void> {
    await this.#opening
    await this.#show(url)
  }

  async #show(url: string): Promise<void> {
    this.mainFrame.url = url
    this.#expected.add(url)
    const { errorText } = await this.#session().send('Page.navigate', { url: toWeb(url) })
    if (errorText) throw new Error(`${errorText} loading ${url}`)
  }

  /** Chromium's own crash of the page. */
  crash(): void {
    void this.#cdp?.send('Page.crash').catch(() => {})
  }

  async close(): Promise<void> {
    this.#destroyed = true
    await this.#opening.catch(() => {})
    await this.#page?.close().catch(() => {})
  }

  async #open(): Promise<void> {
    const page = await (await context()).newPage()
    const cdp = await page.context().newCDPSession(page)
    this.#page = page
    this.#cdp = cdp
    this.#world = 0
    page.on('popup', (popup) => void this.#ask(popup))
    cdp.on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }))
    cdp.on('Page.loadEventFired', () => this.emit('did-finish-load'))
    // The script makes its world in every frame, and does something in the main one only.
    const { frameTree } = await cdp.send('Page.getFrameTree')
    cdp.on('Runtime.executionContextCreated', ({ context: { name, id, auxData } }) => {
      if (name === worldName && auxData?.frameId === frameTree.frame.id) this.#world = id
    })
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => void (name === bindingName && this.#called(payload)))
    cdp.on('Fetch.requestPaused', (event) => void this.#answer(event).catch(() => {}))
    await cdp.send('Page.enable')
    await cdp.send('Inspector.enable')
    await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    const { preload, additionalArguments = [], javascript } = this.#preferences
    if (javascript === false) await cdp.send('Emulation.setScriptExecutionDisabled', { value: true })
    if (preload) {
      await cdp.send('Runtime.enable')
      await cdp.send('Runtime.addBinding', { name: bindingName, executionContextName: worldName })
      const source = preloadScript(readFileSync(preload, 'utf8'), [process.execPath, ...additionalArguments], this.#secret) // prettier-ignore
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName })
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: pageScript(this.#secret) })
    }
  }

  #session(): CDPSession {
    if (!this.#cdp) throw new Error('The window is not open yet.')
    return this.#cdp
  }

  async #inWorld(source: string, ...args: (string | number | boolean)[]): Promise<string | undefined> {
    const { result } = await this.#session().send('Runtime.callFunctionOn', {
      functionDeclaration: source,
      executionContextId: this.#world,
      arguments: args.map((value) => ({ value })),
    })
    return result.objectId
  }

  async #called(payload: string): Promise<void> {
    const { id, channel, args } = JSON.parse(payload) as { id: number; channel: string; args: string }
    const settle = (ok: boolean, value: unknown) =>
      this.#inWorld('(id, ok, text) => standIn.settle(id, ok, text)', id, ok, encodeClone(value)).catch(() => {})
    try {
      const handler = handlerOf(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      const given = await Promise.all((decodeClone(args) as unknown[]).map((one) => this.#withPath(one)))
      await settle(true, structuredClone(await handler({ sender: this, senderFrame: this.mainFrame }, ...given)))
    } catch (error) {
      await settle(false, new Error(`Error invoking remote method '${channel}': ${String(error)}`))
    }
  }

  /** The path of a file that was really dropped or chosen; "" for one that a script made. */
  async #withPath(given: unknown): Promise<unknown> {
    if (typeof given !== 'string' || !given.startsWith(this.#secret)) return given
    const objectId = await this.#inWorld('(at) => standIn.file(at)', Number(given.slice(this.#secret.length)))
    const { path } = await this.#session().send('DOM.getFileInfo', { objectId: objectId ?? '' }).catch(() => ({ path: '' })) // prettier-ignore
    return path
  }

  async #answer(event: {
    requestId: string
    request: { url: string; method: string }
    resourceType: string
    redirectedRequestId?: string
  }): Promise<void> {
    const url = fromWeb(event.request.url)
    const cdp = this.#session()
    if (event.resourceType === 'Document' && !this.#expected.delete(url)) {
      const asked = preventable({ url, isMainFrame: true, isSameDocument: false })
      this.emit(event.redirectedRequestId ? 'will-redirect' : 'will-navigate', asked)
      record('navigation', { url, prevented: asked.defaultPrevented })
      if (asked.defaultPrevented)
        return void (await cdp.send('Fetch.failRequest', { requestId: event.requestId, errorReason: 'Aborted' }))
    }
    if (!(await this.session.lets(url))) {
      record('blocked', url)
      return void (await cdp.send('Fetch.failRequest', { requestId: event.requestId, errorReason: 'BlockedByClient' }))
    }
    const own = await ownAnswer(url, event.request.method)
    if (!own) return void (await cdp.send('Fetch.continueRequest', { requestId: event.requestId }))
    await cdp.send('Fetch.fulfillRequest', {
      requestId: event.requestId,
      responseCode: own.status,
      responseHeaders: [...own.headers].map(([name, value]) => ({ name, value })),
      body: Buffer.from(await own.arrayBuffer()).toString('base64'),
    })
  }

  async #ask(popup: Page): Promise<void> {
    const url = fromWeb(popup.url())
    const { action } = this.#openHandler({ url } as Electron.HandlerDetails)
    record('popup', { url, action })
    if (action === 'deny') await popup.close()
  }
}
