-- AlterTable
ALTER TABLE "Posting" ADD COLUMN     "undo" TEXT,
ADD COLUMN     "undoMessage" TEXT;

-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "undoneAt" TIMESTAMPTZ(3),
ADD COLUMN     "undoneBy" TEXT,
ADD COLUMN     "undoneName" TEXT;
