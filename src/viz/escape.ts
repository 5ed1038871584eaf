/**
 * Any text as a Graphviz label that shows just that text.
 *
 * Graphviz reads `<...>` as HTML, expands `\N` and `\l`, decodes entities, and stops at U+0000; controls and lone
 * surrogates make invalid SVG. Lines are kept; empty ones, which crash Graphviz 16.1 now and then, hold a space.
 */
export function escapeLabel(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\\/g, '\\\\')
    .replace(/^$/gm, ' ')
    .replace(/\n/g, '\\n')
    .replace(/^ $/, '');
}
