import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';

/** A name of an axis: a letter of the equation, or `.n` for the n-th axis from the right under an ellipsis. */
export type Label = string;

/** An equation with the ellipses written out. */
export interface Equation {
  readonly inputs: readonly (readonly Label[])[];
  readonly output: readonly Label[];
  /** Length of each axis; an operand may have 1 in its place. */
  readonly lengths: ReadonlyMap<Label, number>;
}

/**
 * Reads an equation for operands of these shapes, as NumPy's einsum does: without `->` the output is the ellipsis and
 * the letters that occur once, in alphabetical order (capitals first).
 *
 * @throws {ArgumentError} if the equation is malformed; {ShapeError} if it does not fit the operands.
 */
export function parseEquation(equation: string, shapes: readonly Shape[]): Equation {
  const parts = equation.replaceAll(' ', '').split('->');
  const terms = parts[0]!.split(',');
  if (parts.length > 2) throw malformed(equation, "more than one '->'", "Write 'ij,jk->ik'.");
  if (terms.length !== shapes.length) {
    throw malformed(
      equation,
      `${terms.length} terms for ${shapes.length} operands`,
      'Give one term for each operand, separated by commas.',
    );
  }
  const inputs = terms.map((term, i) => labelsOf(equation, term, `operand ${i}`, shapes[i]!));
  const lengths = lengthsOf(equation, inputs, shapes);
  const ellipsis = [...lengths.keys()].filter((label) => label.startsWith('.')).sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
  const output = parts[1] === undefined ? implicitOutput(inputs, ellipsis) : explicitOutput(equation, parts[1], lengths, ellipsis);
  return { inputs, output, lengths };
}

function labelsOf(equation: string, term: string, name: string, shape: Shape): Label[] {
  const [before, after, ...more] = term.split('...') as [string, string | undefined, ...string[]];
  const letters = before + (after ?? '');
  if (more.length > 0 || !/^[A-Za-z]*$/.test(letters))
    throw malformed(equation, `term '${term}' of ${name}`, 'Use letters, and at most one ellipsis in a term.');
  const hidden = shape.length - letters.length;
  if (after === undefined ? hidden !== 0 : hidden < 0) {
    throw new ShapeError(
      `einsum: a term does not name the axes of its operand: equation '${equation}', term '${term}', ${name} ${format(shape)}. Give a letter for each axis, or '...' for the rest.`,
      { [name]: shape },
    );
  }
  return [...lettersOf(before), ...Array.from({ length: hidden }, (_, i) => `.${hidden - i}`), ...lettersOf(after)];
}

function lengthsOf(equation: string, inputs: Equation['inputs'], shapes: readonly Shape[]): Map<Label, number> {
  const lengths = new Map<Label, number>();
  for (const [i, labels] of inputs.entries()) {
    for (const [axis, label] of labels.entries()) {
      const length = shapes[i]![axis]!;
      const known = lengths.get(label) ?? 1;
      if (known !== 1 && length !== 1 && known !== length) {
        throw new ShapeError(
          `einsum: an axis has two lengths: equation '${equation}', axis '${label}', ${known} and ${length} in operand ${i} ${format(shapes[i]!)}. Make them equal, or 1.`,
          Object.fromEntries(shapes.map((shape, operand) => [`operand ${operand}`, shape])),
        );
      }
      lengths.set(label, known === 1 ? length : known);
    }
  }
  return lengths;
}

function implicitOutput(inputs: Equation['inputs'], ellipsis: readonly Label[]): Label[] {
  const letters = inputs.flat().filter((label) => !label.startsWith('.'));
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
  return [...ellipsis, ...once.sort()];
}

function explicitOutput(equation: string, term: string, lengths: ReadonlyMap<Label, number>, ellipsis: readonly Label[]): Label[] {
  const [before, after, ...more] = term.split('...') as [string, string | undefined, ...string[]];
  const letters = [...lettersOf(before), ...lettersOf(after)];
  const unknown = letters.find((letter) => !lengths.has(letter));
  if (unknown !== undefined) throw malformed(equation, `output axis '${unknown}' is in no operand`, 'Use letters of the operands.');
  if (more.length > 0 || new Set(letters).size !== letters.length)
    throw malformed(equation, `output '${term}' names an axis twice`, 'Name each axis once.');
  if (after === undefined && ellipsis.length > 0)
    throw malformed(equation, "the operands have '...' and the output has not", "Add '...' to the output.");
  return [...lettersOf(before), ...(after === undefined ? [] : ellipsis), ...lettersOf(after)];
}

function lettersOf(term: string | undefined): Label[] {
  return Array.from(term ?? '');
}

function malformed(equation: string, what: string, fix: string): ArgumentError {
  return new ArgumentError(`einsum: the equation cannot be read: equation '${equation}', ${what}. ${fix}`, 'equation', equation);
}
