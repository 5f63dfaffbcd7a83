-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "detailsDeletedAt" TIMESTAMPTZ(3);
