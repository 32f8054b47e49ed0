// SPDX-License-Identifier: Apache-2.0
// The look of the HTML report: one column, quiet colours, the same page on paper.
#pragma once

#include <string_view>

namespace cardea::assess {

inline constexpr std::string_view kHtmlStyle = R"css(
:root{color-scheme:light dark;--paper:#fbfaf8;--ink:#22252a;--soft:#646a73;--line:#e4e1db;--card:#fff;
--green:#2c7a4b;--red:#b3261e;--amber:#8a5d00;--blue:#2a5f8f;--violet:#6b4ea0;--grey:#c9c6bf}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e4e6ea;--soft:#9aa0aa;--line:#2b2f35;--card:#1b1e22;
--green:#6cc48d;--red:#f28b82;--amber:#e0b050;--blue:#82b4e0;--violet:#b79ce6;--grey:#5b616a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:3.5rem 1.5rem 5rem;background:var(--paper);color:var(--ink);
font:15px/1.55 system-ui,"Noto Sans","Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;-webkit-text-size-adjust:100%}
p,ul,dl,dd{margin:0}
code,pre{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.86em}
a{color:var(--blue);text-decoration:none}a:hover{text-decoration:underline}
.faint{color:var(--soft)}
.label{color:var(--soft);margin-right:.6em}
h1{margin:0 0 1.2rem;font-size:2.1rem;line-height:1.2;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h1 small{display:block;margin-top:.3rem;font-size:.5em;font-weight:400;letter-spacing:0;color:var(--soft)}
h2{margin:4rem 0 1rem;padding-bottom:.5rem;border-bottom:2px solid var(--ink);font-size:1.45rem;line-height:1.3;font-weight:650}
h3{margin:2rem 0 .8rem;font-size:1.08rem;font-weight:650}
h4{margin:0;font-size:1rem;font-weight:650;display:flex;gap:.7rem;align-items:baseline}
h4 .title{font-weight:500;flex:1}
h5{margin:.9rem 0 .2rem;font-size:.93rem;font-weight:600;display:flex;gap:.7rem;align-items:baseline}
h5 b{margin-left:auto}
.good{--tone:var(--green)}.bad{--tone:var(--red)}.allowed,.unsure{--tone:var(--amber)}
.person{--tone:var(--violet)}.so-far{--tone:var(--blue)}.aside{--tone:var(--soft)}
b.good,b.bad,b.unsure,b.person,b.aside,td.good,td.bad,td.unsure,.finding .words{color:var(--tone)}
.kicker{margin:0 0 .4rem;color:var(--soft);letter-spacing:.02em}
header dl,.environment{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1.4rem}
header dl{margin-bottom:1.6rem}
dt{color:var(--soft)}dd{overflow-wrap:anywhere}
.verdict{margin:0 0 1.8rem;padding:.9rem 1.1rem;border-left:4px solid var(--tone);background:var(--card);font-size:1.05rem}
.figures{display:flex;gap:2.6rem;margin:0 0 1.4rem}
.figures b{display:block;font-size:2rem;line-height:1.1;font-weight:650;font-variant-numeric:tabular-nums;color:var(--tone)}
.figures span{color:var(--soft)}
.bar{display:flex;gap:2px;height:.8rem;border-radius:.4rem;overflow:hidden;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.bar i{display:block;min-width:3px;flex-basis:0;background:var(--tone)}
.bar .aside,.legend .aside{--tone:var(--grey)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.4rem;margin:.7rem 0 0;padding:0;list-style:none;color:var(--soft)}
.legend i{display:inline-block;width:.7rem;height:.7rem;margin-right:.45rem;border-radius:50%;background:var(--tone);
print-color-adjust:exact;-webkit-print-color-adjust:exact}
.legend b{color:var(--ink);font-variant-numeric:tabular-nums}
nav ol{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;margin:2.2rem 0 0;padding:.8rem 0;border:solid var(--line);border-width:1px 0;list-style:none}
table{width:100%;border-collapse:collapse}
th{text-align:left;font-weight:600}
thead th,.looks th{color:var(--soft);font-weight:400;padding:.3rem .8rem .3rem 0}
td{padding:.55rem .8rem .6rem 0;vertical-align:top;border-top:1px solid var(--line)}
td:last-child{padding-right:0}
.b1{margin-top:1rem}
.b1 .clause th{padding:1.6rem 0 .4rem;font-size:1.02rem}
.b1 td.ref{width:4rem;font-weight:600;font-variant-numeric:tabular-nums}
.b1 td.status{width:6.6rem;color:var(--soft);white-space:nowrap}
.b1 td.support{width:4.2rem;font-weight:700;color:var(--tone)}
.declared{color:var(--soft);font-size:.93em;overflow-wrap:anywhere}
.title{font-weight:500}
.finding{font-size:.93em}
.conditions{margin-top:1.4rem;padding:0;list-style:none;columns:2;column-gap:2rem;font-size:.9em;color:var(--soft)}
.conditions h3{margin:0 0 .3rem;column-span:all;color:var(--ink)}
h3.clause{margin:2.6rem 0 .4rem}
article{margin:0 0 .9rem;padding:.9rem 1.1rem 1rem;border:1px solid var(--line);border-left:3px solid var(--tone);background:var(--card)}
article .support{color:var(--tone)}
.case+.case{margin-top:1.1rem;padding-top:.2rem;border-top:1px solid var(--line)}
.unit{padding:.45rem 0;border-top:1px dotted var(--line)}
.unit:first-of-type{border-top:0}
.claim{display:flow-root}
.claim b,h5 b{font-size:.76rem;letter-spacing:.03em;white-space:nowrap}
.claim b{float:right;margin-left:1rem}
.claim code{margin-right:.4em;color:var(--soft)}.claim code,.point code{white-space:nowrap}
.findings{margin:.25rem 0;padding-left:1.3rem}
.findings li{overflow-wrap:anywhere}
.reason{color:var(--tone,var(--soft));font-size:.92em}
.how{margin-top:.15rem;color:var(--soft);font-size:.84em;overflow-wrap:anywhere}
.point{display:grid;grid-template-columns:5rem minmax(0,1fr);gap:.2rem 1rem;margin-top:.6rem}
.point .findings{margin:0;padding:0;list-style:none}
.remedy{margin-top:.8rem;padding-top:.6rem;border-top:1px solid var(--line)}
.measures{display:grid;gap:.5rem}
.measure{display:grid;grid-template-columns:19rem minmax(0,1fr) 2.4rem;gap:1rem;align-items:center}
.measure>span{font-size:.93em}
.measure>b{text-align:right;font-variant-numeric:tabular-nums}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.looks .wide{color:var(--soft);overflow-wrap:anywhere}
.fact{border-top:1px solid var(--line);font-size:.92em}
#evidence>.faint{margin-bottom:1rem}
.fact>summary{display:grid;grid-template-columns:3.2rem 8rem minmax(0,1fr);gap:.8rem;padding:.35rem 0;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
.fact>summary:hover{background:var(--card)}
.seq{color:var(--soft);font-variant-numeric:tabular-nums}
.subject{overflow-wrap:anywhere}
:target{outline:2px solid var(--blue);outline-offset:2px}
section:target{outline:0}
.fact pre{margin:.2rem 0 1rem 3.2rem;padding:.8rem 1rem;background:var(--card);border:1px solid var(--line);border-radius:.4rem;
white-space:pre-wrap;overflow-wrap:anywhere}
.fact p{margin:.2rem 0 .2rem 3.2rem}
@media (max-width:46rem){body{padding:2rem 1rem}h1{font-size:1.6rem}.figures{gap:1.6rem}.conditions{columns:1}
header dl,.environment,.point{grid-template-columns:1fr}header dd,.environment dd{margin-bottom:.5rem}
.b1,.b1 tbody,.looks,.looks tbody{display:block}.b1 thead,.looks tr:first-child{display:none}
.b1 tr,.looks tr{display:grid;grid-template-columns:4rem 1fr auto;column-gap:.8rem;padding:.6rem 0;border-top:1px solid var(--line)}
.b1 tr.clause{display:block;padding:0;border:0}.b1 td,.looks td{padding:0;border:0}.b1 td.ref,.b1 td.status,.b1 td.support{width:auto}
.b1 td:last-child,.looks td.wide{grid-column:1/-1}.looks tr{grid-template-columns:1fr 1fr}.looks td{text-align:left}
.measure{grid-template-columns:minmax(0,1fr) 2.4rem;gap:.2rem 1rem}.measure .bar{grid-row:2}.measure>b{grid-row:2}.measure>span{grid-column:1/-1}
.fact>summary{grid-template-columns:2.4rem minmax(0,1fr)}.fact .subject{grid-column:2}.fact pre,.fact p{margin-left:0}}
@page{size:A4;margin:17mm 15mm 19mm;@bottom-right{content:counter(page) " / " counter(pages);font:9px sans-serif;color:#555}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#505050;--line:#ccc;--green:#1f6a3c;--red:#a01b14;
--amber:#7a5200;--blue:#1f4f7d;--violet:#563a8c;--grey:#bbb}
html{font-size:11px}body{max-width:none;padding:0;font-size:10px}a{color:inherit}nav,.fact{display:none}
h2{margin-top:0;break-before:page}h3,h4,h5,.clause{break-after:avoid}
.unit,.b1 tr,.point,.measure,.looks tr{break-inside:avoid}.b1 tbody{break-inside:auto}thead{display:table-header-group}
article{padding:.6rem .8rem}#evidence h2{break-before:auto;margin-top:2rem}}
)css";

}  // namespace cardea::assess
