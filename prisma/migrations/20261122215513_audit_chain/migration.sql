-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN     "hash" TEXT,
ADD COLUMN     "prevHash" TEXT,
ALTER COLUMN "id" DROP DEFAULT;
DROP SEQUENCE "AuditEntry_id_seq";

-- The end of the chain, as src/db/audit-chain.ts begins it. Only here: where it is missing later, somebody removed it.
INSERT INTO "Setting" ("key", "value") VALUES
  ('audit.head', '{"id": "0", "entries": 0, "hash": "0000000000000000000000000000000000000000000000000000000000000000"}');
