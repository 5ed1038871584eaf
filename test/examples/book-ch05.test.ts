import { testPrograms } from './book-programs.ts';

testPrograms('ch05-backpropagation');
