// Adopted style sheets pass the strictest content policy. Colours follow the page's text; a shop sets properties.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:block;container-type:inline-size;outline:0!important;
--soft:var(--woorec-soft,color-mix(in srgb,currentColor 72%,transparent));
--line:var(--woorec-line,color-mix(in srgb,currentColor 22%,transparent));--paper:var(--woorec-paper,Canvas);
--plate:var(--woorec-plate,color-mix(in srgb,currentColor 6%,transparent));--gap:var(--woorec-gap,1.25rem);--small:var(--woorec-small,.8125rem)}
:host([hidden]){display:none}
*{box-sizing:border-box;margin:0}
.frame{display:flow-root}
h2{font:inherit;font-size:var(--woorec-heading,1.375rem);line-height:1.25;margin-bottom:var(--gap)}
ul{list-style:none;padding:0}
.list{display:grid;grid-template-columns:repeat(var(--woorec-columns,4),minmax(0,1fr));gap:var(--gap)}
@container (max-width:56rem){.list{grid-template-columns:none;grid-auto-flow:column;grid-auto-columns:clamp(13rem,42cqi,17rem);
overflow-x:auto;overscroll-behavior-x:contain;scroll-snap-type:x mandatory;scroll-padding:3px;padding:3px 3px .75rem;margin:-3px}
.card{scroll-snap-align:start}.card .price small{min-height:2lh}}
.card{position:relative;display:flex;flex-direction:column;min-width:0}
.media{position:relative;aspect-ratio:var(--woorec-ratio,1);overflow:hidden;border-radius:var(--woorec-radius,2px);
background:var(--plate)}
.media img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}
.badge{position:absolute;z-index:3;inset:.5rem auto auto .5rem;font-size:.75rem;line-height:1;padding:.35rem .5rem;
border-radius:2px;background:var(--paper);color:var(--woorec-ink,CanvasText);border:1px solid transparent}
.house{background:var(--woorec-ink,CanvasText);color:var(--paper)}
.sponsored,.partner{border-color:currentColor}
button{font:inherit;font-size:var(--small);color:inherit;cursor:pointer;min-height:2rem;background:none;border:1px solid var(--line);border-radius:2px;padding:.25rem .625rem}
.media button{position:absolute;z-index:3;inset:auto .5rem .5rem auto;margin-left:.5rem;background:var(--paper);color:var(--woorec-ink,CanvasText)}
.body{display:flex;flex-direction:column;flex:1;gap:.375rem;padding-top:.75rem;line-height:1.4}
.brand,.reason,small,.notice{font-size:var(--small)}
.brand,.reason,small{color:var(--soft)}
.brand{min-height:1lh}
.title{color:inherit;text-decoration:none;min-height:2lh;font-size:1.0625rem;line-height:1.3;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.title::after{content:"";position:absolute;inset:0;z-index:1}
.title:hover{text-decoration:underline}
.reason{min-height:2lh}
.chips{display:flex;flex-wrap:wrap;align-content:start;gap:.25rem;min-height:3.5rem}
.chip{font-size:.75rem;line-height:1;padding:.375rem .5rem;border:1px solid var(--line);border-radius:1rem}
.price strong{font-weight:600}
.price del{color:var(--soft)}
.price small{display:block;min-height:1lh}
.notice{border-left:3px solid;padding-left:.5rem;min-height:2lh}
.bone{visibility:hidden}
.notice::before{content:"! ";font-weight:700}
.notice.proven::before{content:"✓ "}
.amber{border-color:var(--woorec-amber,#a85a00)}
.proven{border-color:var(--woorec-green,#2f7d55)}
[aria-hidden] :is(.title,.chips,.add){background:var(--plate);border-radius:2px}
.add{position:relative;z-index:2;margin-top:auto;min-height:2.5rem}
.links{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin-top:1rem;min-height:2rem}
.links button{border:0;padding:0;color:var(--soft);text-decoration:underline}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible{outline:2px solid var(--woorec-focus,#1a5fb4);outline-offset:2px}
`);

export const dress = (element) => {
  const root = element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [sheet];
  return root;
};
