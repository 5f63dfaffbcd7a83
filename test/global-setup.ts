import { prepareDatabases } from './helpers/database-template.ts';

/** One migrated database, made once; every test file that needs one starts from a copy. */
export default prepareDatabases;
