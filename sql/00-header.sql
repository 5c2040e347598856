-- Put together by make from the files in sql/.
\echo Use "CREATE EXTENSION asn_mutasi" to load this file. \quit
