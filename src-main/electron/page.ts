/** The one page that the shell shows, and who counts as it. */
export const pageScheme = 'app'
const pageHost = 'anomaly-studio'
export const pageAddress = `${pageScheme}://${pageHost}/index.html`

/** By parsing, because an address that merely begins or ends like ours is not ours. */
export function isPageAddress(address: string): boolean {
  const url = URL.parse(address)
  return (
    url !== null && url.protocol === `${pageScheme}:` && url.host === pageHost && url.username === '' && url.port === ''
  )
}
