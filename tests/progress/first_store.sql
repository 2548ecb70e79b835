BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE assessments (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	client VARCHAR(64) NOT NULL, 
	day DATE NOT NULL, 
	file_text TEXT NOT NULL, 
	case_json TEXT NOT NULL, 
	case_digest VARCHAR(64) NOT NULL, 
	ontology_hash VARCHAR(64) NOT NULL, 
	rules_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT uq_assessments_client_day_case_digest UNIQUE (client, day, case_digest)
);
INSERT INTO "assessments" VALUES(1,'client-07','2026-03-02','# as it was written
client: client-07
date: 2026-03-02
assessed: [overhead_squat]
','{"client":"client-07","date":"2026-03-02","assessed":["overhead_squat"]}','d00c8d72cf700f76bab13b705b9d52fef3922b83c02a0e754ca6e4088f01d962','0000000000000000000000000000000000000000000000000000000000000000','0000000000000000000000000000000000000000000000000000000000000000');
INSERT INTO "assessments" VALUES(3,'client-09','2026-04-13','# another
client: client-09
date: 2026-04-13
assessed: [overhead_squat]
','{"client":"client-09","date":"2026-04-13","assessed":["overhead_squat"]}','4ab02658751b5dccdc9e0ca74f9c03eaf662c6fe5f069929aaa8a17feabba143','0000000000000000000000000000000000000000000000000000000000000000','0000000000000000000000000000000000000000000000000000000000000000');
CREATE INDEX ix_assessments_client_day ON assessments (client, day);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('assessments',3);
COMMIT;
