-- Put together by make from the files in sql/.
\echo Use "CREATE EXTENSION asn_mutasi" to load this file. \quit

-- The functions see what their caller may see, so everybody may call them.
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
