-- AlterTable
ALTER TABLE "Organisation" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Posting" ADD COLUMN     "numberMessage" TEXT,
ADD COLUMN     "numberState" TEXT;

-- AlterTable
ALTER TABLE "RunInvoice" ADD COLUMN     "joined" BOOLEAN NOT NULL DEFAULT false;
