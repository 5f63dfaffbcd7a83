-- AlterTable
ALTER TABLE "Posting" ADD COLUMN     "emailMessage" TEXT,
ADD COLUMN     "emailState" TEXT,
ADD COLUMN     "pdfMessage" TEXT,
ADD COLUMN     "pdfState" TEXT;
