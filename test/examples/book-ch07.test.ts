import { testPrograms } from './book-programs.ts';

testPrograms('ch07-convolution');
