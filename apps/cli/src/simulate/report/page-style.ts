/** The report's looks: one column on a phone, more where there is room; light and dark by the reader's choice. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --faint: #5c6672; --line: #d5dae1; --gain: #2e9e5b; --loss: #c62f2f; --warn: #fdecec; }
@media (prefers-color-scheme: dark) { :root { --paper: #14171b; --card: #1d2126; --ink: #e8ebef; --faint: #a0abb8; --line: #3a424c; --gain: #43b873; --loss: #ff7b72; --warn: #3a1f20; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 24px 16px 64px; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 1.25rem; margin: 40px 0 8px; }
h3 { font-size: 1rem; margin: 0 0 4px; }
p { margin: 4px 0 12px; max-width: 75ch; }
.faint { color: var(--faint); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0; padding: 0; }
.figures div { background: var(--card); border-radius: 8px; padding: 12px; }
.figures dt { color: var(--faint); font-size: .85rem; }
.figures dd { margin: 0; font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px; }
.card { background: var(--card); border-radius: 8px; padding: 16px; min-width: 0; }
svg { display: block; width: 100%; height: auto; }
.table { overflow-x: auto; margin: 12px 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; width: 100%; }
th, td { padding: 6px 10px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--faint); font-weight: 600; vertical-align: bottom; white-space: normal; min-width: 5.5em; }
th:first-child, td:first-child { text-align: left; white-space: normal; min-width: 12em; }
td small { color: var(--faint); display: block; }
.loss { color: var(--loss); font-weight: 600; }
.worse { background: var(--warn); border-left: 4px solid var(--loss); padding: 8px 12px; border-radius: 4px; }
.fine { color: var(--gain); font-weight: 600; }
details { margin: 12px 0; }
summary { cursor: pointer; color: var(--faint); }
pre { background: var(--card); border-radius: 8px; padding: 16px; overflow-x: auto; font-size: .85rem; }
@media print { details { display: block; } }
`;
