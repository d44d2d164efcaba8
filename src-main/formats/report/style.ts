/** The page's whole style: readable on a screen by day and night, and made for paper. No font, image or script from anywhere. */
export const style = `
:root{
  color-scheme:light;--paper:#fff;--ground:#fff;--line:#d9dde3;--soft-line:#eceff3;--text:#1b2430;--soft:#566273;
  --accent:#0b63c5;--signal:#2b5c9e;--score:#6b4fa0;--bad:#b3261e;--good:#1d7a46;--warn:#8a5a00;--warn-soft:#fdf5e4;
  --band:#b3261e;--label:#a35c00;--training:#6b7a90;--gap:#9aa4b2
}
@media screen and (prefers-color-scheme:dark){
  :root{
    color-scheme:dark;--paper:#161b22;--ground:#161b22;--line:#35404e;--soft-line:#262f3a;--text:#e4e9f0;--soft:#a5b0bf;
    --accent:#6cb0ff;--signal:#79b0f2;--score:#b79bec;--bad:#ff7f73;--good:#5cc48b;--warn:#e0b050;--warn-soft:#2b2618;
    --band:#ff7f73;--label:#e5ad55;--training:#8794a8;--gap:#5d6877
  }
}
*{box-sizing:border-box}
html{background:var(--ground);color:var(--text);font:14px/1.5 system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
body{max-width:860px;margin:0 auto;padding:36px 28px 64px}
header{border-bottom:2px solid var(--text);padding-bottom:14px;margin-bottom:8px}
header p{margin:2px 0}
.over{font-size:12px;letter-spacing:.04em;color:var(--soft)}
h1{font-size:26px;line-height:1.2;margin:2px 0 6px;overflow-wrap:anywhere}
h2{font-size:18px;margin:34px 0 10px;padding-bottom:5px;border-bottom:1px solid var(--line);break-after:avoid}
h3{font-size:14px;margin:20px 0 6px;break-after:avoid}
p{margin:6px 0;overflow-wrap:anywhere}
.lead{font-size:15px}
.time{white-space:nowrap}
.soft,figcaption{color:var(--soft)}
a{color:var(--accent)}
nav{font-size:13px;margin:12px 0 0}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:2px 16px}
ul,ol{margin:6px 0;padding-left:20px}
li{margin:3px 0;overflow-wrap:anywhere}
.tiles{list-style:none;margin:16px 0;padding:0;display:flex;flex-wrap:wrap;border:1px solid var(--line);border-radius:6px;break-inside:avoid}
.tiles li{flex:1 1 auto;min-width:96px;margin:0;padding:9px 14px;display:flex;flex-direction:column}
.tiles li+li{border-left:1px solid var(--line)}
.tiles b{font-size:19px;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles span{font-size:12px;color:var(--soft);line-height:1.35}
.caveats{margin:16px 0;padding:2px 16px 8px;border:1px solid var(--line);border-left:3px solid var(--warn);border-radius:4px;background:var(--warn-soft);break-inside:avoid}
.caveats h3{margin-top:10px}
dl{display:grid;grid-template-columns:minmax(130px,max-content) 1fr;gap:3px 20px;margin:8px 0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere;min-width:0}
table{width:100%;border-collapse:collapse;margin:8px 0;font-size:13px;font-variant-numeric:tabular-nums}
table.small{width:auto;min-width:340px}
table.measures{width:auto;min-width:62%}
table.measures th+th{padding-left:30px}
thead{display:table-header-group}
tr{break-inside:avoid}
th{text-align:left;font-weight:600;font-size:12px;color:var(--soft);vertical-align:bottom;border-bottom:1px solid var(--line)}
th,td{padding:4px 14px 4px 0}
th:last-child,td:last-child{padding-right:0}
td{vertical-align:top;border-bottom:1px solid var(--soft-line);overflow-wrap:anywhere}
td.number,th.number{text-align:right;white-space:nowrap;overflow-wrap:normal}
table.events td:nth-child(2),table.events td:nth-child(3){white-space:nowrap}
table.events td:nth-child(4),table.events td:nth-child(5){white-space:nowrap}
.badge,.kind{display:inline-block;padding:0 7px;border:1px solid currentColor;border-radius:9px;font-size:11px;font-weight:400;line-height:1.5;color:var(--warn);margin-right:4px}
.good{color:var(--good)}
.bad{color:var(--bad)}
.event{margin:0;padding:14px 0 6px;border-top:1px solid var(--line);break-inside:avoid}
.event h3{margin:0 0 2px}
.event p{margin:2px 0}
.event:target{outline:2px solid var(--accent);outline-offset:4px}
figure{margin:12px 0;break-inside:avoid}
figcaption{font-size:12px;margin-top:2px}
.key{margin-left:10px;white-space:nowrap}
.key i{display:inline-block;width:14px;height:8px;margin-right:5px;border-radius:2px}
.k-line{background:var(--signal)}
.k-validation{height:0!important;vertical-align:middle;border-top:2px dashed var(--label);border-radius:0!important}
.k-normal{background:var(--signal);opacity:.75}
.k-labelled{background:var(--label)}
pre{font:11px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere;padding:10px 12px;border:1px solid var(--line);border-radius:4px}
footer{margin-top:40px;padding-top:8px;border-top:1px solid var(--line);font-size:12px;color:var(--soft)}
svg{display:block;width:100%;height:auto;margin:6px 0}
svg.spark{width:150px;height:22px;margin:0}
svg.swatch{display:inline-block;width:10px;height:10px;margin:0}
svg text{font-size:10px;fill:var(--soft);font-variant-numeric:tabular-nums}
svg .name{fill:var(--text)}
svg .limit{fill:var(--bad)}
svg path{fill:none;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.line{stroke:var(--signal);stroke-width:1}
.score{stroke:var(--score);stroke-width:1.1}
.thick{stroke-width:1.6}
.validation{stroke:var(--label);stroke-dasharray:5 3}
.threshold{stroke:var(--bad);stroke-dasharray:5 3}
.tick,.grid{stroke:var(--line);stroke-width:.7}
.band{fill:var(--band);opacity:.1}
.band.missed{fill:var(--label);opacity:.14}
.strip.detection{fill:var(--band)}
.strip.label:not([fill]){fill:var(--label)}
.strip.training{fill:var(--training)}
.strip.judged{fill:var(--good)}
.strip.gap{fill:var(--gap)}
.normal{fill:var(--signal);opacity:.75}
.labelled{fill:var(--label)}
@media (max-width:620px){
  body{padding:20px 14px}
  dl{grid-template-columns:1fr;gap:0}
  dd{margin-bottom:6px}
  table{display:block;overflow-x:auto}
}
@page{size:A4;margin:15mm 14mm 16mm}
@page{@bottom-right{content:counter(page) " / " counter(pages);font:9px system-ui,sans-serif;color:#566273}}
@media print{
  html{font-size:10.5px}
  .event{padding:7px 0 0}
  .event svg{margin:3px 0;width:91%}
  th,td{padding-top:2.5px;padding-bottom:2.5px}
  body{max-width:none;padding:0}
  nav{display:none}
  h1{font-size:22px}
  h2{font-size:15px;margin-top:22px}
  h3{font-size:11.5px}
  .lead{font-size:11.5px}
  table{font-size:9.5px}
  th,figcaption,.tiles span,footer{font-size:9px}
  .tiles b{font-size:15px}
  .badge,.kind{font-size:8.5px}
  pre{font-size:8px}
  a{color:inherit;text-decoration:none}
  .caveats{background:none}
  svg,.strip,.band,.swatch,.key i{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`.trim()
