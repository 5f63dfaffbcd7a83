import jest from './jest.config.js';

/** src/domain alone, by its own tests: no database, no network. For `npm run test:money` and `npm run mutation`. */
export default { ...jest, roots: ['<rootDir>/test/domain'], globalSetup: undefined };
