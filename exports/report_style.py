"""How a report looks as a page: on a wide screen, on a telephone, on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root { --ink: #1c2733; --muted: #4d5965; --line: #d5dbe1; --accent: #1d5b79; --tint: #f4f7f9 }
* { box-sizing: border-box }
html { color-scheme: light; scroll-behavior: smooth }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { font: 1.0625rem/1.6 "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; color: var(--ink); background: #fff; margin: 0 }
.page { max-width: 70rem; margin: 0 auto; padding: 2.5rem 2rem 4rem }
.skip { position: absolute; left: -100vw; background: #fff; padding: .5rem 1rem }
.skip:focus { left: 1rem; top: 1rem; z-index: 1 }
a { color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
header { border-bottom: 3px solid var(--accent); padding-bottom: 1.25rem }
.subject { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .02em }
h1 { font-size: clamp(1.6rem, 4vw, 2.4rem); line-height: 1.2; margin: .25rem 0 .5rem; font-weight: 650; text-wrap: balance }
.meta { margin: 0; color: var(--muted) }
nav ol { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: 0; margin: 1.25rem 0 0 }
nav a { display: inline-block; padding: .25rem 0 }
summary { width: fit-content; cursor: pointer; color: var(--accent) } nav details { margin-top: 1rem } nav details ol { margin-top: .5rem }
section { margin-top: 3.25rem }
h2 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .75rem; font-weight: 650 }
h3 { font-size: 1.0625rem; margin: 2rem 0 .5rem }
p { margin: 0 0 .75rem; max-width: 44rem }
.pair { display: grid; gap: 1.5rem 3rem; margin-top: 1.5rem }
.pair > * { min-width: 0 }
figure { margin: 0; max-width: 42rem }
figcaption, caption { text-align: left; font-size: 1rem; line-height: 1.4; font-weight: 600; padding: 0 0 .6rem }
caption span { display: inline-block; position: sticky; left: 0; max-width: min(100%, calc(100vw - 2rem)) }
figure svg { width: 100%; height: auto; display: block; overflow: visible }
figure .narrow { display: none }
.fetch { font-size: .9rem; margin: .5rem 0 0 }
.scroll { overflow-x: auto; position: relative }
.few { max-width: 42rem }
table { border-collapse: collapse; min-width: 100%; font-size: 1rem; line-height: 1.4; font-variant-numeric: tabular-nums lining-nums }
th, td { padding: .5rem .75rem; text-align: right; vertical-align: baseline; font-weight: 400 }
th:first-child { padding-left: 0; text-align: left }
th:last-child, td:last-child { padding-right: .25rem }
thead th { vertical-align: bottom; font-weight: 600; font-size: .9375rem; border-bottom: 2px solid var(--ink) }
tbody th { min-width: 9rem }
tbody tr > * { border-bottom: 1px solid var(--line) }
tr.strong > * { font-weight: 650 }
td { white-space: nowrap }
td.word, th.word { text-align: left }
td.word { white-space: normal }
th.level1 { padding-left: 1.25rem } th.level2 { padding-left: 2.5rem } th.level3 { padding-left: 3.75rem }
.hidden { font-weight: 700; letter-spacing: .1em }
.blank { font-style: italic; color: var(--muted); white-space: nowrap }
.range { display: block; font-size: .85rem; color: var(--muted) }
.note, .protection { font-size: .9rem; color: var(--muted); margin: .5rem 0 0 }
.only-read { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
dl { margin: 0; max-width: 44rem }
dt { font-weight: 600; margin-top: 1rem } dd { margin: 0 }
dt:target { background: #fff3c4; box-shadow: 0 0 0 .35rem #fff3c4 }
footer { margin-top: 3.5rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--muted); font-size: .9rem }
@media screen and (max-width: 64rem) { .scroll { background: linear-gradient(90deg, #fff 40%, #fff0) 0 / 2.5rem 100% no-repeat local,
  linear-gradient(270deg, #fff 40%, #fff0) 100% / 2.5rem 100% no-repeat local, linear-gradient(90deg, #1c273366, #1c273300) 0 / 1rem 100% no-repeat,
  linear-gradient(270deg, #1c273366, #1c273300) 100% / 1rem 100% no-repeat } }
@media (min-width: 64rem) { .side { grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); align-items: start } }
@media (max-width: 36rem) {
  body { font-size: 1rem } .page { padding: 1.5rem 1rem 3rem } section { margin-top: 2.5rem }
  figure .wide { display: none } figure .narrow { display: block }
  th, td { padding: .45rem .5rem } tbody th { min-width: 7rem } table { font-size: .9375rem }
}
""".strip()

OVERVIEW_STYLE: Final = """
@media (min-width: 64rem) {
  .first { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3.5rem }
  .first section { margin-top: 2.25rem } .first section.lead { grid-column: 1 / -1 }
  .lead .pair { margin-top: 0 } .lead { display: grid; grid-template-columns: 1fr 1fr; gap: 0 3.5rem; align-items: start }
  .lead h2 { grid-column: 1 / -1 }
}
""".strip()
"""The board's page: pictures in two columns, tables after them."""

PAPER: Final = """
@page { size: A4; margin: 17mm 16mm 18mm;
  @bottom-left { content: "{foot}"; font: 8pt "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif; color: #4d5965 }
  @bottom-right { content: counter(page) " (" counter(pages) ")"; font: 8pt "Segoe UI", "Noto Sans", "Liberation Sans", Arial, sans-serif } }
@media print {
  html { font-size: 9.5pt } body { font-size: 10pt; line-height: 1.45 } .page { max-width: none; padding: 0 } nav, .skip, .fetch { display: none }
  h1 { font-size: 20pt } h2 { font-size: 14pt; break-after: avoid } section { margin-top: 9mm } a { color: inherit; text-decoration: none }
  thead a { text-decoration: underline dotted .5pt }
  figure { break-inside: avoid; max-width: 140mm } figure.round { max-width: 115mm } .pair { display: block } .pair > * + * { margin-top: 5mm }
  .said { break-inside: avoid; break-after: avoid }
  .scroll { overflow: visible } .few { max-width: none } table { font-size: 9.5pt } tr { break-inside: avoid }
  caption, thead, .pair figure { break-after: avoid } .whole, .note { break-inside: avoid } tbody tr:nth-last-child(-n+2) { break-before: avoid }
  .note, .protection { break-before: avoid } footer { display: none }
  table { line-height: 1.3 } th, td { padding: .75mm 2mm } tbody th { min-width: 0 } p { orphans: 3; widows: 3; max-width: none }
  dl > div, #om { break-inside: avoid }
}
""".strip()

OVERVIEW_PAPER: Final = """
@media print {
  html { font-size: 8.5pt } body { font-size: 8.5pt; line-height: 1.35 } header { padding-bottom: 2mm } h1 { font-size: 17pt; margin: 0 0 1mm }
  h2 { font-size: 11pt; margin: 0 0 1mm }
  .first { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm } .first section { margin-top: 3mm; break-inside: avoid }
  .first section.lead { grid-column: 1 / -1 }
  .lead { display: grid; grid-template-columns: 1fr 1fr; gap: 0 8mm; align-items: start } .lead h2 { grid-column: 1 / -1 } .lead .pair { margin: 0 }
  figure .wide { display: none } figure .narrow { display: block } .first figure { max-width: 68mm }
  figcaption, caption { padding-bottom: 1mm }
  p { margin-bottom: 1mm }
  table { font-size: 8.5pt; line-height: 1.25 } th, td { padding: .45mm 1.5mm } .after { break-before: page }
}
""".strip()
"""The board's page on one sheet; what explains it stands on those that follow."""
