-- AlterTable
ALTER TABLE "MapEntry" ADD COLUMN     "decidedName" TEXT,
ADD COLUMN     "details" JSONB;
