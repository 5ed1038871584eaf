/** The method that a Jupyter kernel asks for a value's own display. */
export const display: unique symbol = Symbol.for('Jupyter.display');

/** The method that console.log asks for a value's text, in Node, Deno and test runners. */
export const inspection: unique symbol = Symbol.for('nodejs.util.inspect.custom');

/** What a notebook shows of a value, by MIME type; it takes the richest that it knows. */
export interface MimeBundle {
  readonly 'text/plain': string;
  readonly 'image/svg+xml'?: string;
  readonly 'text/html'?: string;
}
