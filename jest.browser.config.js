import config from './jest.config.js';

/** The tests that need a Chromium: apart, so that `npm test` needs none. */
export default {
  ...config,
  roots: ['<rootDir>/test/browser'],
  globalSetup: '<rootDir>/test/browser/global-setup.ts',
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
  testTimeout: 300_000,
};
