-- Make the workspace that the psql variable workspace names, for demo, bench and
-- tests; by hand in a build that has no create_workspace.
SELECT to_regprocedure('asn_mutasi.create_workspace(text)') IS NOT NULL AS ready \gset
\if :ready
SELECT asn_mutasi.create_workspace(:'workspace') \g /dev/null
\else
CREATE SCHEMA :"workspace";
SET search_path = :"workspace", asn_mutasi;
SELECT workspace_tables() \g /dev/null
INSERT INTO rule (code, stage, parameters, job_family_id, employee_kind, unit_id, period, description, legal_basis)
SELECT * FROM national_rules();
\endif
