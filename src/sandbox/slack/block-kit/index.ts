export { checkMessage, checkOptions, checkView, type Report } from './surfaces.ts';
