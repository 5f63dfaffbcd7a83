-- AlterTable
ALTER TABLE "OauthState" ADD COLUMN     "window" TEXT;
