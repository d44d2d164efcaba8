/**
 * Sent with every file of the page, by both hosts that have one. Scripts, and connections, only from where the page
 * itself came from. 'unsafe-inline' for styles alone: ECharts' tooltips and Svelte's style directives are style attributes.
 * connect — more sources for connections: the socket's address, which not every browser counts as 'self'.
 */
export function pageHeaders(connect: string[] = []): Record<string, string> {
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      ['connect-src', "'self'", ...connect].join(' '),
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=()',
    'Cache-Control': 'no-cache',
  }
}
