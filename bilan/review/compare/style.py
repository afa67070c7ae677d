"""The look of the comparison: what was removed and added never shows by colour alone."""

STYLE = """\
:root { color-scheme: light dark; --fond: #fff; --texte: #161616; --filet: #777;
  --retire: #fde8e6; --ajoute: #e3f4e5; --lien: #000091; }
@media (prefers-color-scheme: dark) { :root { --fond: #161616; --texte: #f2f2f2;
  --filet: #8f8f8f; --retire: #4a1c18; --ajoute: #163d1c; --lien: #b1b1ff; } }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--fond);
  color: var(--texte); font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--lien); }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--lien); outline-offset: 2px; }
.evitement { position: absolute; left: -100rem; }
.evitement:focus { left: 1rem; }
h1, h2, h3 { line-height: 1.25; }
del { background: var(--retire); text-decoration: line-through; }
ins { background: var(--ajoute); text-decoration: underline; }
del::before { content: "["; } del::after { content: "]"; }
ins::before { content: "{"; } ins::after { content: "}"; }
.tableau { overflow-x: auto; }
table { overflow-wrap: normal; border-collapse: collapse; width: 100%; margin: 1rem 0; }
caption { text-align: left; font-weight: 700; padding-bottom: .4rem; }
th, td { border-bottom: 1px solid var(--filet); padding: .4rem .6rem; text-align: left;
  vertical-align: top; }
code { overflow-wrap: anywhere; }
.cote-a-cote { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr));
  gap: 1rem; }
figure { margin: 0; }
figcaption { font-weight: 700; margin-bottom: .4rem; }
img { max-width: 100%; height: auto; background: #fff; }
.passage { border-left: 3px solid var(--filet); padding-left: 1rem; margin: 1rem 0; }
.passage p { margin: .2rem 0; }
.cause { font-size: .9rem; }
@media (max-width: 50rem) { td, th { min-width: 8rem; overflow-wrap: anywhere; } }
@media print { @page { size: A4 landscape; margin: 14mm; } body { max-width: none; padding: 0;
    font-size: 9pt; } .cote-a-cote { grid-template-columns: 1fr 1fr; }
  .tableau { overflow: visible; } thead { display: table-header-group; break-after: avoid; }
  tr, .passage, figure { break-inside: avoid; } h1, h2, h3, caption { break-after: avoid; }
  table { overflow-wrap: anywhere; } th, td { padding: .2rem .4rem; } }
"""
