-- AlterTable
ALTER TABLE "RunMessage" ADD COLUMN     "lostPosts" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "SyncRun" ADD COLUMN     "nextTryAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Traffic" (
    "way" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "Traffic_pkey" PRIMARY KEY ("way")
);
