-- The schema of 0.1.0. Made by scripts/release-schema.mjs; never changed.
CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);
CREATE SCHEMA IF NOT EXISTS pgboss;

-- 20261122185023_initial
-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedBy" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "XeroConnection" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "tokens" TEXT NOT NULL,
    "tokensVersion" INTEGER NOT NULL DEFAULT 1,
    "refreshLease" TIMESTAMPTZ(3),
    "connectedBy" TEXT NOT NULL,
    "connectedName" TEXT NOT NULL,
    "connectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "refreshedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "message" TEXT,

    CONSTRAINT "XeroConnection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Organisation" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "connectionId" TEXT,
    "xeroConnectionId" TEXT,
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "documentStatus" TEXT NOT NULL DEFAULT 'DRAFT',
    "books" JSONB,
    "booksReadAt" TIMESTAMPTZ(3),
    "contactsReadAt" TIMESTAMPTZ(3),
    "leaseOwner" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),

    CONSTRAINT "Organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OauthState" (
    "state" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "runId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),

    CONSTRAINT "OauthState_pkey" PRIMARY KEY ("state")
);

-- CreateTable
CREATE TABLE "SyncRun" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "criteria" JSONB NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "requestedName" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "organisationId" TEXT,
    "checkedAt" TIMESTAMPTZ(3),
    "approvedBy" TEXT,
    "approvedName" TEXT,
    "approvedAt" TIMESTAMPTZ(3),
    "markEach" BOOLEAN NOT NULL DEFAULT false,
    "stopRequestedBy" TEXT,
    "stopRequestedName" TEXT,
    "markAnswer" TEXT,
    "markAnsweredBy" TEXT,
    "markAnsweredName" TEXT,
    "cancelledBy" TEXT,
    "cancelledName" TEXT,
    "notes" JSONB NOT NULL DEFAULT '[]',
    "companies" JSONB NOT NULL DEFAULT '[]',
    "psaReference" JSONB,
    "failure" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SyncRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunInvoice" (
    "runId" TEXT NOT NULL,
    "invoiceId" INTEGER NOT NULL,
    "invoice" JSONB NOT NULL,
    "held" BOOLEAN NOT NULL DEFAULT false,
    "inXero" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "RunInvoice_pkey" PRIMARY KEY ("runId","invoiceId")
);

-- CreateTable
CREATE TABLE "RunContact" (
    "runId" TEXT NOT NULL,
    "companyId" INTEGER NOT NULL,
    "answer" JSONB NOT NULL,
    "answeredBy" TEXT,
    "answeredAt" TIMESTAMPTZ(3),

    CONSTRAINT "RunContact_pkey" PRIMARY KEY ("runId","companyId")
);

-- CreateTable
CREATE TABLE "Link" (
    "organisationId" TEXT NOT NULL,
    "companyId" INTEGER NOT NULL,
    "contactId" TEXT NOT NULL,
    "contactName" TEXT NOT NULL,
    "savedInXero" BOOLEAN NOT NULL,
    "decidedBy" TEXT NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Link_pkey" PRIMARY KEY ("organisationId","companyId")
);

-- CreateTable
CREATE TABLE "MapEntry" (
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "decidedBy" TEXT NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "MapEntry_pkey" PRIMARY KEY ("organisationId","kind","key")
);

-- CreateTable
CREATE TABLE "XeroContact" (
    "organisationId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "number" TEXT,
    "email" TEXT,
    "taxNumber" TEXT,
    "state" TEXT NOT NULL,
    "mergedTo" TEXT,

    CONSTRAINT "XeroContact_pkey" PRIMARY KEY ("organisationId","contactId")
);

-- CreateTable
CREATE TABLE "Posting" (
    "id" TEXT NOT NULL,
    "invoiceId" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 1,
    "runId" TEXT NOT NULL,
    "organisationId" TEXT,
    "companyId" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "kind" TEXT,
    "fingerprint" TEXT,
    "draft" JSONB,
    "batchId" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "documentId" TEXT,
    "document" JSONB,
    "message" TEXT,
    "differenceAccepted" BOOLEAN NOT NULL DEFAULT false,
    "markOwedSince" TIMESTAMPTZ(3),
    "markedAt" TIMESTAMPTZ(3),
    "markMessage" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Posting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Batch" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "organisationId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "idempotencyKey" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sends" INTEGER NOT NULL DEFAULT 0,
    "firstSentAt" TIMESTAMPTZ(3),
    "lastSentAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Batch_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunMessage" (
    "id" TEXT NOT NULL,
    "runId" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "ref" TEXT,
    "drawnRevision" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RunMessage_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "person" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "runId" TEXT,
    "invoiceId" INTEGER,
    "details" JSONB NOT NULL,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SyncRun_state_idx" ON "SyncRun"("state");

-- CreateIndex
CREATE INDEX "RunInvoice_invoiceId_idx" ON "RunInvoice"("invoiceId");

-- CreateIndex
CREATE INDEX "XeroContact_organisationId_number_idx" ON "XeroContact"("organisationId", "number");

-- CreateIndex
CREATE INDEX "Posting_runId_state_idx" ON "Posting"("runId", "state");

-- CreateIndex
CREATE INDEX "Posting_state_idx" ON "Posting"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Posting_invoiceId_generation_key" ON "Posting"("invoiceId", "generation");

-- CreateIndex
CREATE INDEX "Batch_runId_state_idx" ON "Batch"("runId", "state");

-- CreateIndex
CREATE INDEX "Batch_state_idx" ON "Batch"("state");

-- CreateIndex
CREATE INDEX "RunMessage_runId_idx" ON "RunMessage"("runId");

-- CreateIndex
CREATE INDEX "AuditEntry_runId_idx" ON "AuditEntry"("runId");

-- AddForeignKey
ALTER TABLE "Organisation" ADD CONSTRAINT "Organisation_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "XeroConnection"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunInvoice" ADD CONSTRAINT "RunInvoice_runId_fkey" FOREIGN KEY ("runId") REFERENCES "SyncRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunContact" ADD CONSTRAINT "RunContact_runId_fkey" FOREIGN KEY ("runId") REFERENCES "SyncRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RunMessage" ADD CONSTRAINT "RunMessage_runId_fkey" FOREIGN KEY ("runId") REFERENCES "SyncRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
  VALUES ('a8c78b2b-566f-4927-a76d-61d54ef6b5f9', 'f4f0fa69d4bdc480db016559d2423ca514adac9fa9a27c4bc752543347246d1f', now(), '20261122185023_initial', 1);

-- 20261122194144_document_settings
-- AlterTable
ALTER TABLE "Organisation" ADD COLUMN     "settings" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "Posting" ADD COLUMN     "numberMessage" TEXT,
ADD COLUMN     "numberState" TEXT;

-- AlterTable
ALTER TABLE "RunInvoice" ADD COLUMN     "joined" BOOLEAN NOT NULL DEFAULT false;
INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
  VALUES ('85687b7a-4f3b-4f4f-870c-1c4c32fdc3ce', 'e6d6c5d88b61d9150e4325d4e25bd30a94ce53cdf753316ef68f447e6762cd13', now(), '20261122194144_document_settings', 1);

-- 20261122194600_maps
-- AlterTable
ALTER TABLE "MapEntry" ADD COLUMN     "decidedName" TEXT,
ADD COLUMN     "details" JSONB;
INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
  VALUES ('9eb889ec-2bed-40f2-93a9-2f5ebecdb962', 'b3e76eb1339ecb23d0c5778f4eb23045128d2710bf050e08c3bf73b9f9ca5840', now(), '20261122194600_maps', 1);
