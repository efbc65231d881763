/** Ink on paper, one accent for what can be clicked, colour kept for severity, which has a shape and a word as well. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --raised: #ffffff; --ink: #1c1e21; --quiet: #5b6068; --line: #d9dbd5; --accent: #0b57a4;
  --critical: #a3123a; --high: #b4480b; --medium: #806000; --low: #3b6471; --info: #5b6068;
  --part-0: #0f4c75; --part-1: #c9822b; --part-2: #6d8f71; --part-3: #8a5a83; --part-4: #7d7d7d;
  font: 15px/1.55 system-ui, sans-serif;
  font-variant-numeric: tabular-nums;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --raised: #1d2024; --ink: #e6e6e1; --quiet: #a0a6ae; --line: #363a40; --accent: #86b7f0;
    --critical: #ff8fa8; --high: #f5a06a; --medium: #dfbf5d; --low: #8fbccb; --info: #a0a6ae;
    --part-0: #6fa8d8; --part-1: #e3a85c; --part-2: #93b896; --part-3: #bd93b8; --part-4: #a5a5a5;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 16px; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; padding-top: 16px; }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 15px; margin: 0; }
p { margin: 8px 0; }
.actions { margin-left: auto; }
#summary, .quiet, footer, #key-help, .late { color: var(--quiet); }
a, .link { color: var(--accent); }
button {
  font: inherit; color: var(--accent); background: var(--raised); border: 1px solid var(--line);
  border-radius: 4px; padding: 4px 12px; min-height: 32px; cursor: pointer;
}
button:hover { border-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 16px; top: 4px; background: var(--paper); }
kbd { font: 12px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; }
code, .mono { font: 13px/1.5 ui-monospace, monospace; }
.copy { user-select: all; }
form { max-width: 40rem; margin: 32px 0; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
input {
  flex: 1 1 16rem; min-width: 0; font: 13px ui-monospace, monospace; color: inherit; background: var(--raised);
  border: 1px solid var(--quiet); border-radius: 4px; padding: 4px 8px; min-height: 32px;
}
#problem { border-left: 4px solid var(--critical); padding: 4px 12px; background: var(--raised); }
#alerts { list-style: none; margin: 0; padding: 0; }
.alert { border-top: 1px solid var(--line); padding: 16px 0; }
.alert h2 { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; }
.severity { font-weight: 600; }
.severity.critical { color: var(--critical); }
.severity.high { color: var(--high); }
.severity.medium { color: var(--medium); }
.severity.low { color: var(--low); }
.severity.info { color: var(--info); }
.headline { font-size: 17px; line-height: 1.5; margin: 4px 0; }
.alert > p { max-width: 72ch; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0 12px; margin: 8px 0; max-width: 68rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
.bar { display: flex; height: 12px; max-width: 40rem; border-radius: 2px; overflow: hidden; gap: 2px; margin: 4px 0; }
.bar span { flex-basis: 0; min-width: 2px; }
.part-0 { background: var(--part-0); } .part-1 { background: var(--part-1); } .part-2 { background: var(--part-2); }
.part-3 { background: var(--part-3); } .part-4 { background: var(--part-4); }
.parts { list-style: none; margin: 0; padding: 0; max-width: 68ch; }
.parts li { padding-left: 20px; position: relative; }
.parts i { position: absolute; left: 0; top: 6px; width: 12px; height: 12px; border-radius: 2px; }
.evidence { overflow-x: auto; margin-top: 8px; }
table { border-collapse: collapse; min-width: 44rem; width: 100%; font-size: 13px; line-height: 1.4; }
th { text-align: left; font-weight: 600; color: var(--quiet); }
th, td { padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: normal; }
td.number { text-align: right; }
footer { border-top: 1px solid var(--line); margin-top: 32px; padding-bottom: 16px; font-size: 13px; }
@media (max-width: 480px) { .facts { grid-template-columns: 1fr; } .facts dd { margin-bottom: 4px; } }
@media (pointer: coarse) { button, input { min-height: 44px; } footer kbd { display: none; } }
`;
