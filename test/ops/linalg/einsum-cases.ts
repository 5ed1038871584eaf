/** An equation, the shapes of its operands, and what NumPy makes of them. */
export interface EinsumCase {
  readonly equation: string;
  readonly shapes: readonly (readonly number[])[];
  readonly shape: readonly number[];
  readonly expected: readonly number[];
}

/**
 * numpy 2.4: y = np.einsum(equation, *[((np.arange(np.prod(s, dtype=int)) + k) % 7 - 3.).reshape(s) for k, s in enumerate(shapes)]),
 * then y.shape and y.ravel().
 */
export const einsumCases: readonly EinsumCase[] = [
  {
    equation: 'ij,jk->ik',
    shapes: [
      [2, 3],
      [3, 2],
    ],
    shape: [2, 2],
    expected: [4, -2, 4, 7],
  },
  {
    equation: 'ij,jk',
    shapes: [
      [2, 3],
      [3, 2],
    ],
    shape: [2, 2],
    expected: [4, -2, 4, 7],
  },
  {
    equation: 'ij,kj->ik',
    shapes: [
      [2, 3],
      [2, 3],
    ],
    shape: [2, 2],
    expected: [8, -10, -1, 8],
  },
  {
    equation: 'ji,jk->ki',
    shapes: [
      [3, 2],
      [3, 2],
    ],
    shape: [2, 2],
    expected: [8, 8, 5, 8],
  },
  {
    equation: 'bij,bjk->bik',
    shapes: [
      [2, 1, 3],
      [2, 3, 2],
    ],
    shape: [2, 1, 2],
    expected: [4, -2, 1, 4],
  },
  {
    equation: '...ij,...jk->...ik',
    shapes: [
      [2, 1, 1, 2],
      [3, 2, 2],
    ],
    shape: [2, 3, 1, 2],
    expected: [6, 1, 0, -5, 1, -4, 2, 1, -2, -3, 1, 0],
  },
  { equation: 'ii', shapes: [[3, 3]], shape: [], expected: [-4] },
  { equation: 'ii->i', shapes: [[3, 3]], shape: [3], expected: [-3, 1, -2] },
  { equation: 'iij->j', shapes: [[2, 2, 3]], shape: [3], expected: [-4, -2, 0] },
  { equation: 'iii->i', shapes: [[2, 2, 2]], shape: [2], expected: [-3, -3] },
  { equation: 'abab->ba', shapes: [[2, 3, 2, 3]], shape: [3, 2], expected: [-3, -3, -3, -3, -3, -3] },
  { equation: 'i,j->ij', shapes: [[2], [3]], shape: [2, 3], expected: [6, 3, 0, 4, 2, 0] },
  { equation: 'i,i', shapes: [[3], [3]], shape: [], expected: [8] },
  { equation: 'ij->ji', shapes: [[2, 3]], shape: [3, 2], expected: [-3, 0, -2, 1, -1, 2] },
  { equation: 'ij->', shapes: [[2, 3]], shape: [], expected: [-3] },
  { equation: 'ij->i', shapes: [[2, 3]], shape: [2], expected: [-6, 3] },
  { equation: 'ba', shapes: [[2, 3]], shape: [3, 2], expected: [-3, 0, -2, 1, -1, 2] },
  {
    equation: 'Ab,bA',
    shapes: [
      [2, 3],
      [3, 2],
    ],
    shape: [],
    expected: [11],
  },
  { equation: 'aB', shapes: [[2, 3]], shape: [3, 2], expected: [-3, 0, -2, 1, -1, 2] },
  { equation: 'i,i,i->i', shapes: [[3], [3], [3]], shape: [3], expected: [-6, 0, 0] },
  {
    equation: 'ij,jk,kl->il',
    shapes: [
      [2, 3],
      [3, 2],
      [2, 2],
    ],
    shape: [2, 2],
    expected: [-6, -4, 3, 14],
  },
  { equation: 'i,ij,j->', shapes: [[2], [2, 3], [3]], shape: [], expected: [-10] },
  {
    equation: 'ab,cb,db->acd',
    shapes: [
      [2, 3],
      [1, 3],
      [2, 3],
    ],
    shape: [2, 1, 2],
    expected: [-6, 18, 0, -3],
  },
  {
    equation: 'bhqd,bhkd->bhqk',
    shapes: [
      [1, 2, 2, 3],
      [1, 2, 2, 3],
    ],
    shape: [1, 2, 2, 2],
    expected: [8, -10, -1, 8, -1, -7, 2, 2],
  },
  {
    equation: 'ij,ij->ij',
    shapes: [
      [2, 3],
      [1, 3],
    ],
    shape: [2, 3],
    expected: [6, 2, 0, 0, -1, 0],
  },
  {
    equation: 'ij,ij',
    shapes: [
      [2, 3],
      [1, 3],
    ],
    shape: [],
    expected: [7],
  },
  {
    equation: '...i,...i->...',
    shapes: [
      [2, 3],
      [1, 3],
    ],
    shape: [2],
    expected: [8, -1],
  },
  { equation: 'i...->...', shapes: [[2, 3, 2]], shape: [3, 2], expected: [0, -5, -3, -1, 1, 3] },
  { equation: '...', shapes: [[2, 3]], shape: [2, 3], expected: [-3, -2, -1, 0, 1, 2] },
  { equation: 'a...a->...', shapes: [[3, 2, 3]], shape: [2], expected: [-9, 0] },
  {
    equation: 'i...j,j...k->...ik',
    shapes: [
      [2, 2, 3],
      [3, 2, 2],
    ],
    shape: [2, 2, 2],
    expected: [3, -3, -10, -12, -1, 2, 1, 1],
  },
  { equation: ',->', shapes: [[], []], shape: [], expected: [6] },
  { equation: 'i,->i', shapes: [[3], []], shape: [3], expected: [6, 4, 2] },
  { equation: 'nij,n->ij', shapes: [[3, 2, 2], [3]], shape: [2, 2], expected: [5, 2, -1, 3] },
  { equation: 'ij,k->k', shapes: [[2, 3], [4]], shape: [4], expected: [6, 3, 0, -3] },
  {
    equation: 'aab,bcc->ac',
    shapes: [
      [2, 2, 3],
      [3, 2, 2],
    ],
    shape: [2, 2],
    expected: [3, -1, 1, 1],
  },
  {
    equation: 'abc,bad->cd',
    shapes: [
      [2, 3, 2],
      [3, 2, 2],
    ],
    shape: [2, 2],
    expected: [9, 7, 6, 3],
  },
  { equation: 'a...b->b...a', shapes: [[2, 3, 2]], shape: [2, 3, 2], expected: [-3, 3, -1, -2, 1, 0, -2, -3, 0, -1, 2, 1] },
  {
    equation: 'ij,jk->ik',
    shapes: [
      [2, 0],
      [0, 3],
    ],
    shape: [2, 3],
    expected: [0, 0, 0, 0, 0, 0],
  },
  {
    equation: 'bij,bik->jk',
    shapes: [
      [2, 2, 2],
      [2, 2, 3],
    ],
    shape: [2, 3],
    expected: [2, 2, 2, -2, -5, -8],
  },
  {
    equation: ' ij , jk -> ik ',
    shapes: [
      [1, 2],
      [2, 2],
    ],
    shape: [1, 2],
    expected: [6, 1],
  },
  { equation: 'ab,b->a', shapes: [[2, 1], [3]], shape: [2], expected: [9, 6] },
];
