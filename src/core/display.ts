/** The method that a Jupyter kernel asks for a value's own display. */
export const display: unique symbol = Symbol.for('Jupyter.display');

/** What a notebook shows of a value, by MIME type; it takes the richest that it knows. */
export interface MimeBundle {
  readonly 'text/plain': string;
  readonly 'image/svg+xml'?: string;
  readonly 'text/html'?: string;
}
