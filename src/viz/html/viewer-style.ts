/** The look of the page; colors come from the theme. */
export const viewerStyle: string = `*{box-sizing:border-box}
html,body{margin:0;height:100%;overflow:hidden;background:var(--background);color:var(--ink);font:13px Arimo,Helvetica,Arial,sans-serif}
canvas{position:absolute;inset:0;width:100%;height:100%;touch-action:none;cursor:grab}
canvas:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid #0072b2;outline-offset:-3px}
canvas.dragging{cursor:grabbing}
.bar,.panel,.results,.help{position:absolute;background:color-mix(in srgb,var(--background) 94%,transparent);border:1px solid var(--edge);border-radius:6px}
.bar{left:8px;top:8px;right:8px;padding:5px;display:flex;flex-wrap:wrap;gap:4px;align-items:center;width:fit-content;max-width:calc(100% - 16px)}
.bar .spacer{width:8px}
button,input{font:inherit;color:inherit;background:var(--background);border:1px solid var(--edge);border-radius:4px;padding:3px 8px}
button{cursor:pointer}
button[aria-pressed=true]{background:#0072b2;color:#fff}
input[type=search]{width:170px}
.results{left:8px;top:50px;max-height:50%;overflow:auto;display:flex;flex-direction:column;min-width:240px;max-width:420px}
.results button{border:0;border-radius:0;text-align:left;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;flex:none}
.results button:hover,.results button:focus{background:#0072b2;color:#fff}
.panel{right:8px;top:50px;width:320px;max-height:calc(100% - 110px);overflow:auto;padding:8px 12px}
.panel h2{font-size:15px;margin:2px 0 6px;overflow-wrap:anywhere;white-space:pre-wrap}
.panel dl{margin:0;display:grid;grid-template-columns:auto 1fr;gap:2px 10px}
.panel dt{opacity:.7}
.panel dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap;max-height:12em;overflow-y:auto}
.panel .links{display:flex;flex-wrap:wrap;gap:4px;margin:2px 0 6px}
.panel .links button{max-width:100%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.status{position:absolute;left:8px;bottom:8px;right:8px;width:fit-content;max-width:calc(100% - 16px);padding:4px 10px;background:color-mix(in srgb,var(--background) 94%,transparent);border:1px solid var(--edge);border-radius:6px;overflow-wrap:anywhere}
.help{left:8px;top:50px;padding:10px 16px;z-index:2}
.help dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:0}
.help dd{margin:0}
.help .look{margin-top:4px}
.help .swatch{display:inline-block;width:22px;height:12px;border:1px solid var(--ink);margin-right:8px;vertical-align:-1px}
.help .swatch.leaf{border-radius:6px}
kbd{border:1px solid var(--edge);border-radius:3px;padding:0 4px}
[hidden]{display:none!important}`;
