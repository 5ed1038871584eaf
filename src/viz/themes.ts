import type { Color } from 'ts-graphviz';
import type { NodeRole } from './model.ts';

/** Colors and font of a drawing. */
export interface Theme {
  readonly background: Color;
  readonly ink: Color;
  readonly edge: Color;
  readonly font: string;
  readonly fills: Readonly<Record<NodeRole, Color>>;
  /** Fill of the ops of backward. */
  readonly backward: Color;
}

/** The themes by name. */
export type ThemeName = 'plain' | 'book' | 'dark';

/** Fills follow the palette of Okabe and Ito, which color-blind readers tell apart; they differ in lightness for print. */
export const themes: Readonly<Record<ThemeName, Theme>> = {
  plain: {
    background: 'white',
    ink: '#222222',
    edge: '#555555',
    font: 'Helvetica',
    fills: {
      op: '#cfe8f7',
      parameter: '#f5d08a',
      buffer: '#f3ecb0',
      input: '#c9ecd9',
      constant: '#eeeeee',
      gradient: '#f2c4dc',
      module: '#9fcbe8',
    },
    backward: '#f7dfcf',
  },
  book: {
    background: 'white',
    ink: '#222222',
    edge: '#222222',
    font: 'Helvetica',
    fills: { op: 'white', parameter: 'white', buffer: 'white', input: 'white', constant: 'white', gradient: 'white', module: '#eeeeee' },
    backward: '#eeeeee',
  },
  dark: {
    background: '#1e1e1e',
    ink: '#eeeeee',
    edge: '#aaaaaa',
    font: 'Helvetica',
    fills: {
      op: '#0b4f79',
      parameter: '#8a5a00',
      buffer: '#5c5a1c',
      input: '#00664a',
      constant: '#444444',
      gradient: '#7a2f5c',
      module: '#063a5a',
    },
    backward: '#7a3410',
  },
};
