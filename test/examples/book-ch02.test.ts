import { testPrograms } from './book-programs.ts';

testPrograms('ch02-perceptron');
