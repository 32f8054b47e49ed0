// SPDX-License-Identifier: Apache-2.0
// The look of the HTML report: one column, quiet colours, the same page on paper.
#pragma once

#include <string_view>

namespace cardea::assess {

inline constexpr std::string_view kHtmlStyle = R"css(
:root{color-scheme:light dark;--paper:#fbfaf8;--ink:#22252a;--soft:#6a6f78;--line:#e4e1db;--card:#fff;
--green:#2c7a4b;--red:#b3261e;--amber:#9a6700;--blue:#2a5f8f;--violet:#6b4ea0;--grey:#c9c6bf;--none:#e4e1db}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e4e6ea;--soft:#9aa0aa;--line:#2b2f35;--card:#1b1e22;
--green:#6cc48d;--red:#f28b82;--amber:#e0b050;--blue:#82b4e0;--violet:#b79ce6;--grey:#5b616a;--none:#343940}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:66rem;padding:3.5rem 1.5rem 5rem;background:var(--paper);color:var(--ink);
font:15px/1.55 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif;-webkit-text-size-adjust:100%}
code,pre{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.86em}
.zh{color:var(--soft);font-size:.92em}
.faint,.refs,.why{color:var(--soft)}
.kicker{margin:0 0 .4rem;color:var(--soft);letter-spacing:.02em}
h1{margin:0 0 1.2rem;font-size:2.1rem;line-height:1.2;font-weight:650;letter-spacing:-.01em}
h1 small{font-size:.55em;font-weight:400;color:var(--soft)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1.2rem;margin:0 0 1.6rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.verdict{margin:0 0 1.6rem;padding:.9rem 1.1rem;border-left:4px solid var(--green);background:var(--card);font-size:1.05rem}
.verdict.bad{border-color:var(--red)}.verdict.unsure{border-color:var(--amber)}
.figures{display:flex;gap:2.4rem;margin:0 0 1.3rem}
.figure b{display:block;font-size:2rem;line-height:1.1;font-weight:650;font-variant-numeric:tabular-nums}
.figure span{color:var(--soft)}
.figure.yes b{color:var(--green)}.figure.no b{color:var(--red)}.figure.na b,.figure.open b{color:var(--soft)}
.bar{display:flex;gap:2px;height:.8rem;border-radius:.4rem;overflow:hidden}
.bar i{display:block;min-width:3px}
.b-pass{background:var(--green)}.b-fail{background:var(--red)}.b-unsure{background:var(--amber)}
.b-human{background:var(--violet)}.b-na{background:var(--grey)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:.7rem 0 0;padding:0;list-style:none;color:var(--soft)}
.legend i{display:inline-block;width:.7rem;height:.7rem;margin-right:.45rem;border-radius:50%}
.legend b{color:var(--ink);font-variant-numeric:tabular-nums}
h2{margin:2.8rem 0 .7rem;font-size:1.15rem;font-weight:650}
h2 .number{display:inline-block;min-width:3.2rem;color:var(--soft);font-weight:400}
.row{border-top:1px solid var(--line)}
.row:last-of-type{border-bottom:1px solid var(--line)}
.row>summary{display:grid;grid-template-columns:3.2rem 6rem minmax(0,1fr) 3rem 17rem;gap:.2rem .8rem;padding:.6rem 0;
align-items:baseline;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
.row>summary:hover,.fact>summary:hover{background:var(--card)}
.row>summary .id::before{content:"›";position:absolute;margin-left:-.9rem;color:var(--soft);opacity:0}
.row>summary:hover .id::before,.row[open]>summary .id::before{opacity:1}
.row[open]>summary .id::before{transform:rotate(90deg)}
.id{font-variant-numeric:tabular-nums;font-weight:600}
.status{color:var(--soft);font-size:.88em}
.title .zh{display:block}
.answer{font-weight:700;text-align:center}
.words{font-size:.92em}.words .zh{display:block}.judged{display:block;color:var(--soft);font-size:.92em}
.yes>summary .answer,.yes>summary .words{color:var(--green)}
.no>summary .answer,.no>summary .words{color:var(--red)}
.no-allowed>summary .answer,.no-allowed>summary .words{color:var(--amber)}
.unsure>summary .answer,.unsure>summary .words{color:var(--amber)}
.so-far>summary .words{color:var(--blue)}
.na>summary .answer,.na>summary .words,.open>summary .words{color:var(--soft)}
.words .zh{color:inherit;opacity:.75}
.body{margin:0 0 1rem 3.2rem;padding:.3rem 1.1rem .8rem;border-left:2px solid var(--line)}
.body p{margin:.4rem 0}
.details b{margin-right:.5rem}
.unit{padding:.45rem 0;border-top:1px dotted var(--line)}
.unit b{font-size:.78em;letter-spacing:.03em;margin:0 .5rem}
.v-pass{color:var(--green)}.v-fail,.v-error{color:var(--red)}.v-inconclusive{color:var(--amber)}
.v-pending_human{color:var(--violet)}.v-not_applicable{color:var(--soft)}
.findings{margin:.3rem 0 .2rem;padding-left:1.4rem}
.findings li{overflow-wrap:anywhere}
.refs,.why{font-size:.88em}
a{color:var(--blue);text-decoration:none}a:hover{text-decoration:underline}
.fact{border-top:1px solid var(--line);font-size:.92em}
.fact>summary{display:grid;grid-template-columns:3.2rem 8rem minmax(0,1fr);gap:.8rem;padding:.35rem 0;cursor:pointer;list-style:none}
.seq{color:var(--soft);font-variant-numeric:tabular-nums}
.subject{overflow-wrap:anywhere}
.fact:target,.row:target{background:var(--card);outline:2px solid var(--blue);outline-offset:2px}
.fact pre{margin:.2rem 0 1rem 3.2rem;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.4rem;
white-space:pre-wrap;overflow-wrap:anywhere}
.fact p{margin:.2rem 0 .2rem 3.2rem}
@media (max-width:52rem){body{padding:2rem 1rem}.row>summary{grid-template-columns:3rem 1fr 2.6rem}
.status{display:none}.words{grid-column:2/-1}.body{margin-left:0}.figures{gap:1.5rem}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#555;--line:#ccc}body{max-width:none;padding:0;font-size:10.5px}
.row,.unit{break-inside:avoid}.evidence{display:none}h2{break-after:avoid}}
)css";

}  // namespace cardea::assess
