import { testPrograms } from './book-programs.ts';

testPrograms('ch08-deep-learning');
