import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Who may talk to the loopback server: any program on this machine can reach its port, and any page in the person's
 * browser can try. The printed address holds a token that works once and is exchanged for a cookie that scripts cannot
 * read and other sites cannot send; the cookie serves reloads and further tabs of the same browser.
 */
export interface Session {
  /** Works once. */
  token: string
  /** True once, for the right token. */
  redeem(token: string): boolean
  /** What the browser is told to keep. The name holds the port, because cookies are not kept apart by port. */
  setCookie(port: number): string
  /** True if a Cookie header holds the secret. */
  admits(cookieHeader: string | undefined, port: number): boolean
}

export function createSession(token: string = randomBytes(24).toString('base64url')): Session {
  const secret = randomBytes(32).toString('base64url')
  let spent = false
  return {
    token,
    redeem(given) {
      if (spent || !sameText(given, token)) return false
      spent = true
      return true
    },
    setCookie: (port) => `${cookieName(port)}=${secret}; Path=/; HttpOnly; SameSite=Strict`,
    admits: (header, port) =>
      cookiesOf(header).some(([name, value]) => name === cookieName(port) && sameText(value, secret)),
  }
}

const cookieName = (port: number) => `anomaly-studio-${port}`

function cookiesOf(header: string | undefined): [name: string, value: string][] {
  return (header ?? '').split(';').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
  })
}

/** Compares hashes, so that the time taken tells neither length nor prefix. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
