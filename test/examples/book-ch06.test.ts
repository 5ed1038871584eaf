import { testPrograms } from './book-programs.ts';

testPrograms('ch06-training');
