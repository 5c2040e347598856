-- The extension installs into its own schema.
CREATE EXTENSION asn_mutasi;
SELECT extnamespace::regnamespace, extrelocatable FROM pg_extension WHERE extname = 'asn_mutasi';
