#include "checker/report/html/style.hpp"

namespace checker::report::html {

std::string_view style_sheet() {
  return R"css(
:root {
  --text: #1b1f24; --quiet: #55606c; --page: #ffffff; --panel: #f5f7f9; --line: #c3cad2;
  --link: #0b57a4;
  --good: #0a5f34; --good-ground: #e8f6ee;
  --care: #744700; --care-ground: #fff3d9;
  --bad: #98101e; --bad-ground: #fdeced;
  --doubt: #4b3a97; --doubt-ground: #f0eefc;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e7eaee; --quiet: #a9b3be; --page: #14171b; --panel: #1d2127; --line: #47505a;
    --link: #8fc1ff;
    --good: #86dcaa; --good-ground: #11291d;
    --care: #f3c677; --care-ground: #2f240d;
    --bad: #ffa3aa; --bad-ground: #38161b;
    --doubt: #c5bbff; --doubt-ground: #242040;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; color: var(--text); background: var(--page); overflow-wrap: anywhere;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif;
}
header, nav, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: baseline; }
header p { margin: 0; color: var(--quiet); }
header .name { color: var(--text); font-weight: 700; font-size: 1.125rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0 1rem; padding: 0; list-style: none; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, .frame:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; top: 0; padding: .5rem 1rem; background: var(--page); }
.skip:focus { left: 0; }
h1, h2, h3, h4 { line-height: 1.25; }
h1 { font-size: 1.75rem; margin: 0; }
h2 { font-size: 1.375rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
p, ul, ol, dl { margin: .5rem 0; }
ul, ol { padding-left: 1.5rem; }
li { margin: .25rem 0; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, "Liberation Mono", monospace; font-size: .875em; unicode-bidi: isolate; }
pre { margin: .375rem 0; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.good { --ink: var(--good); --ground: var(--good-ground); }
.care { --ink: var(--care); --ground: var(--care-ground); }
.bad { --ink: var(--bad); --ground: var(--bad-ground); }
.doubt { --ink: var(--doubt); --ground: var(--doubt-ground); }
.note { --ink: var(--quiet); --ground: var(--panel); }
.plain { --ink: var(--text); --ground: var(--panel); }
.aside { --ink: var(--quiet); --ground: var(--page); }
.banner {
  display: flex; gap: 1.25rem; align-items: center; padding: 1.25rem; border-radius: .5rem;
  color: var(--ink); background: var(--ground); border: 2px solid var(--ink);
}
.banner .icon { flex: none; width: 3.5rem; height: 3.5rem; }
.sentence { margin: .25rem 0 0; color: var(--text); font-size: 1.125rem; }
.glyph path { fill: none; stroke: var(--ink, currentColor); stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round; }
.notice { padding: .5rem .75rem; border-left: 4px solid var(--line); background: var(--panel); }
.lanes { display: grid; gap: 1.5rem 2.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
figure { margin: 0; max-width: 29rem; }
figcaption h3 { margin: 0 0 .75rem; }
svg.lane { display: block; width: 100%; height: auto; font-family: inherit; }
.box rect { fill: var(--ground); stroke: var(--ink); stroke-width: 1.5; }
.box.plain rect { stroke: var(--quiet); }
.box.aside rect { stroke-dasharray: 5 4; }
.box .head { fill: var(--ink); font-size: 15px; font-weight: 600; }
.box .line { fill: var(--text); font-size: 14px; }
.arrow { fill: none; stroke: var(--quiet); stroke-width: 2; stroke-linecap: round; }
.arrow.broken { stroke-dasharray: 3 4; }
.finding { margin: 1rem 0; padding: .25rem 1.25rem .5rem; border: 1px solid var(--line); border-left: 6px solid var(--ink); border-radius: .25rem; }
.finding h3 { margin-top: .75rem; }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid var(--ink); border-radius: .25rem; color: var(--ink); background: var(--ground); font-size: .875rem; white-space: nowrap; }
.rule { font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .375rem 1rem; }
dt { font-weight: 600; }
dd { margin: 0; min-width: 0; }
dd > ul { margin: 0; padding-left: 1.125rem; }
dd li:first-child { margin-top: 0; }
details { margin: .75rem 0; }
summary { cursor: pointer; font-weight: 600; color: var(--link); }
.words { font-size: .9375rem; }
.frame { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; min-width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { white-space: nowrap; border-bottom: 2px solid var(--line); }
tbody th { font-weight: 600; min-width: 6em; }
tbody th .quiet { display: block; font-weight: 400; font-size: .8125rem; overflow-wrap: anywhere; }
td code { overflow-wrap: anywhere; }
td.none { color: var(--quiet); }
td.here { background: var(--panel); }
footer { margin-top: 2.5rem; padding-top: 1rem; padding-bottom: 2rem; color: var(--quiet); font-size: .875rem; }
@media (max-width: 36rem) {
  header, nav, main, footer { padding-left: 1rem; padding-right: 1rem; }
  h1 { font-size: 1.375rem; }
  .banner { gap: .875rem; padding: 1rem; align-items: flex-start; }
  .banner .icon { width: 2.25rem; height: 2.25rem; }
  .finding { padding-left: .875rem; padding-right: .875rem; }
  dl { display: block; }
  dd { margin-bottom: .75rem; }
}
@page { margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
@media print {
  :root {
    --text: #000000; --quiet: #333333; --page: #ffffff; --panel: #ffffff; --line: #777777; --link: #000000;
    --good: #000000; --good-ground: #ffffff; --care: #000000; --care-ground: #ffffff;
    --bad: #000000; --bad-ground: #ffffff; --doubt: #000000; --doubt-ground: #ffffff;
    color-scheme: light;
  }
  body { font-size: 10pt; }
  header, nav, main, footer { max-width: none; padding: 0; }
  header { padding-bottom: 3mm; }
  nav, .skip, .words { display: none; }
  h2, h3, h4, summary, caption { break-after: avoid; }
  .banner, figure, .finding, tr, li, .notice { break-inside: avoid; }
  thead { display: table-header-group; }
  .lanes { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8mm; }
  .frame { overflow: visible; }
  table { font-size: 9pt; }
  th, td, thead th { overflow-wrap: anywhere; white-space: normal; padding-right: 2mm; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary { list-style: none; color: var(--text); }
}
)css";
}

}  // namespace checker::report::html
