/** What charts are drawn with. */
export interface PlotColours {
  text: string
  line: string
  paper: string
  signal: string
  second: string
  third: string
  warn: string
}

/** The same values as in app.css, where canvases cannot read them from. */
export const plotColours = (dark: boolean): PlotColours =>
  dark
    ? {
        text: '#a5b0bf',
        line: '#323b48',
        paper: '#181d25',
        signal: '#79b0f2',
        second: '#e5ad55',
        third: '#b79bec',
        warn: '#ff8a80',
      }
    : {
        text: '#4d5868',
        line: '#d9dde3',
        paper: '#f8f9fb',
        signal: '#2b5c9e',
        second: '#965400',
        third: '#6b4fa0',
        warn: '#b3261e',
      }

/** From −1 over 0 to 1: blue, paper, orange; told apart by people who do not see red and green too. */
export const divergingColours = (dark: boolean) =>
  dark
    ? ['#e5ad55', '#5b4a2c', '#222831', '#2c4a6b', '#79b0f2']
    : ['#b45f06', '#efc79a', '#ffffff', '#a9c6ea', '#1f4e94']

/** From little to much. */
export const risingColours = (dark: boolean) =>
  dark ? ['#232b36', '#2f5580', '#4f8fd0', '#cfe3ff'] : ['#f3f6fa', '#a9c6ea', '#4b7fc0', '#123a73']

/** Writing that can be read on any of the colours of a matrix. size — 0…1: how strong the colour is. */
export const inkOn = (size: number, dark: boolean) =>
  dark ? (size > 0.6 ? '#0d1117' : '#f0f4fa') : size > 0.75 ? '#ffffff' : '#1b2430'

/** What a third channel, the time or a label colours points by, from the lowest to the highest. */
export const thirdColours = (dark: boolean) =>
  dark ? ['#37608f', '#79b0f2', '#ffe2ac'] : ['#b9cfe9', '#2b5c9e', '#7a2a00']
