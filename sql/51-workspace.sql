-- Workspaces: made, and brought up to date.
--
-- What a workspace should look like is whatever workspace_tables() makes.  It
-- runs in a template schema; relations that the workspace has already are
-- compared with those there, and the others are moved over with their keys,
-- indexes, sequences and comments.  Then the template goes.
--
-- Nothing in a workspace depends on the extension: no default, constraint or
-- view there calls a function of it.
--
-- What was there before the workspace, or in its stead, stays as it is: setting
-- kept_relations has the names, and keys are mended on the other tables only.
-- Rules are added by version, so that one that the agency deleted stays deleted.

-- Bumped whenever workspace_tables(), national_rules_since() or default_settings()
-- gain something that an older workspace lacks.
CREATE FUNCTION workspace_version()
RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1;

COMMENT ON FUNCTION workspace_version() IS
'The version of workspaces that this release of asn_mutasi makes and works with.';

-- The settings of the workspace on the search path.
CREATE FUNCTION setting_value(name text)
RETURNS text LANGUAGE plpgsql STABLE
AS $body$
DECLARE
	found_value text;
BEGIN
	SELECT s.value INTO found_value FROM setting s WHERE s.name = setting_value.name;
	IF NOT FOUND THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('setting "%s" is missing', setting_value.name),
			HINT = 'upgrade_workspace puts back what the table setting lacks.';
	END IF;
	RETURN found_value;
END
$body$;

COMMENT ON FUNCTION setting_value(text) IS
'The value of a setting of the workspace on the search path; for functions that called enter_workspace. 22023 when there is no such row.';

-- The day that a function of workspaces looks at.  Beyond these years dates would
-- run out in the middle of a computation.
CREATE FUNCTION day_of(as_of date)
RETURNS date LANGUAGE plpgsql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
	IF as_of NOT BETWEEN '1900-01-01' AND '9999-12-31' THEN
		RAISE EXCEPTION 'as_of must be a day of the years 1900 to 9999'
			USING ERRCODE = 'invalid_parameter_value',
				  DETAIL = format('It is %s.', as_of),
				  HINT = 'Leave it out for today.';
	END IF;
	RETURN coalesce(as_of, current_date);
END
$body$;

COMMENT ON FUNCTION day_of(date) IS
'The day that a function of workspaces looks at: as_of, or today when it is NULL. 22023 when it lies outside the years 1900 to 9999.';

-- A cycle in the tree of units ends the walk instead of going on for ever.
CREATE FUNCTION units_above(leaf bigint)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 5
AS $body$
BEGIN
	RETURN QUERY
	WITH RECURSIVE above (unit_id) AS (
		SELECT leaf
		UNION
		SELECT u.parent_id FROM above JOIN unit u USING (unit_id) WHERE u.parent_id IS NOT NULL
	)
	SELECT above.unit_id FROM above;
END
$body$;

COMMENT ON FUNCTION units_above(bigint) IS
'A unit and all units above it, in the workspace on the search path.';

-- What relations of a schema lack of those of the template: one line each.
CREATE FUNCTION workspace_faults(ws regnamespace, template regnamespace)
RETURNS SETOF text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $body$
	SELECT CASE
		WHEN k.relkind NOT IN ('r', 'p', 'v', 'm', 'f') THEN
			format('%I is neither a table nor a view', k.relname)
		WHEN c.attname IS NULL THEN
			format('%I has no column %I %s', k.relname, t.attname, format_type(t.atttypid, NULL))
		ELSE
			format('%I.%I is of type %s, not %s', k.relname, t.attname,
				format_type(c.atttypid, NULL), format_type(t.atttypid, NULL))
		END
	FROM pg_class k
	JOIN pg_class r ON r.relname = k.relname AND r.relnamespace = template AND r.relkind = 'r'
	JOIN pg_attribute t ON t.attrelid = r.oid AND t.attnum > 0 AND NOT t.attisdropped
	LEFT JOIN pg_attribute c ON c.attrelid = k.oid AND c.attname = t.attname
		AND c.attnum > 0 AND NOT c.attisdropped
	LEFT JOIN pg_type d ON d.oid = c.atttypid
	WHERE k.relnamespace = ws AND k.relkind <> 'c'
		AND (c.attname IS NULL OR k.relkind NOT IN ('r', 'p', 'v', 'm', 'f')
			OR t.atttypid NOT IN (c.atttypid, d.typbasetype)
			AND NOT EXISTS (SELECT FROM pg_cast
				WHERE castsource IN (c.atttypid, d.typbasetype) AND casttarget = t.atttypid AND castcontext = 'i'))
	ORDER BY k.relname, t.attnum
$body$;

COMMENT ON FUNCTION workspace_faults(regnamespace, regnamespace) IS
'What relations of a schema lack of those of the same name in a template: columns, or types that convert by themselves. Part of create_workspace and upgrade_workspace.';

-- Makes the workspace whole, and says what that took.  add_columns: to tables
-- that lack some, which are then no fault.
CREATE FUNCTION complete_workspace(ws regnamespace, add_columns boolean)
RETURNS TABLE (action text, relation text, detail text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET client_min_messages = warning
AS $body$
DECLARE
	template_name CONSTANT name := format('asn_mutasi_template_%s', pg_backend_pid());
	template regnamespace;
	present int := CASE WHEN add_columns THEN 1 ELSE 0 END;	-- the version; this when there is no telling
	kept name[];
	faults text;
	part record;
	foreign_keys jsonb;
BEGIN
	EXECUTE format('CREATE SCHEMA %I', template_name);
	template := quote_ident(template_name)::regnamespace;
	PERFORM set_config('search_path', format('%I, pg_catalog, pg_temp', template_name), true);
	PERFORM @extschema@.workspace_tables();

	kept := ARRAY(SELECT k.relname FROM pg_class k JOIN pg_class r ON r.relname = k.relname AND r.relnamespace = template
		WHERE k.relnamespace = ws AND r.relkind = 'r' ORDER BY k.relname);
	IF 'setting' = ANY (kept) THEN
		EXECUTE format('SELECT coalesce(max(value) FILTER (WHERE name = ''workspace_version'')::int, $1),
			coalesce(max(value) FILTER (WHERE name = ''kept_relations'')::name[], $2) FROM %s.setting', ws)
		INTO present, kept USING present, kept;
	END IF;
	IF to_regclass(format('%s.rule', ws)) IS NULL THEN
		present := 0;
	END IF;

	-- keys to relations that stay: made anew where those have a key
	-- themselves; in an upgrade also keys that the workspace's own tables lack
	SELECT jsonb_agg(jsonb_build_array(s.relname, f.conname, pg_get_constraintdef(f.oid),
		o.oid IS NOT NULL, t.relname)) INTO foreign_keys
	FROM pg_constraint f
	JOIN pg_class s ON s.oid = f.conrelid
	JOIN pg_class t ON t.oid = f.confrelid
	LEFT JOIN pg_class o ON o.relname = s.relname AND o.relnamespace = ws
	LEFT JOIN pg_class k ON k.relname = t.relname AND k.relnamespace = ws
	WHERE f.contype = 'f' AND f.connamespace = template
		AND CASE WHEN o.oid IS NULL THEN k.oid IS NOT NULL
			ELSE add_columns AND o.relkind = 'r' AND o.relname <> ALL (kept)
				AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = o.oid
					AND (c.conname = f.conname
						OR replace(pg_get_constraintdef(c.oid), format(' REFERENCES %s.', ws), ' REFERENCES ') = pg_get_constraintdef(f.oid))) END;
	PERFORM set_config('search_path', 'pg_catalog, pg_temp', true);

	IF add_columns THEN
		FOR part IN
			SELECT k.oid::regclass AS kept, k.relname, t.attname, format_type(t.atttypid, t.atttypmod) AS type,
				CASE WHEN t.attnotnull THEN ' NOT NULL' ELSE '' END AS not_null,
				CASE
					WHEN t.attidentity = 'a' THEN ' GENERATED ALWAYS AS IDENTITY'
					WHEN t.attidentity = 'd' THEN ' GENERATED BY DEFAULT AS IDENTITY'
					WHEN t.attgenerated = 's' THEN format(' GENERATED ALWAYS AS (%s) STORED', pg_get_expr(d.adbin, d.adrelid))
					ELSE ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid) END AS value,
				col_description(t.attrelid, t.attnum) AS comment
			FROM pg_class k
			JOIN pg_class r ON r.relname = k.relname AND r.relnamespace = template AND r.relkind = 'r'
			JOIN pg_attribute t ON t.attrelid = r.oid AND t.attnum > 0 AND NOT t.attisdropped
			LEFT JOIN pg_attrdef d ON d.adrelid = t.attrelid AND d.adnum = t.attnum
			WHERE k.relnamespace = ws AND k.relkind IN ('r', 'p')
				AND NOT EXISTS (SELECT FROM pg_attribute c
					WHERE c.attrelid = k.oid AND c.attname = t.attname AND NOT c.attisdropped)
			ORDER BY k.relname, t.attnum
		LOOP
			EXECUTE format('ALTER TABLE %s ADD COLUMN %I %s%s%s', part.kept, part.attname, part.type,
				coalesce(part.value, ''), part.not_null);
			EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', part.kept, part.attname, part.comment);
			RETURN QUERY SELECT 'add column', part.relname::text, part.attname::text;
		END LOOP;
	END IF;

	SELECT string_agg(f, E'\n') INTO faults FROM @extschema@.workspace_faults(ws, template) f;
	IF faults IS NOT NULL THEN
		RAISE invalid_table_definition USING
			MESSAGE = format('relations of schema %s are not those of a workspace', ws),
			DETAIL = faults,
			HINT = 'Give views the missing columns (NULL::type AS name will do where nothing is known), alter or rename the tables, or choose another schema.';
	END IF;

	-- The workspace's own tables get back the keys, checks and indexes that they
	-- lack; tables that were there before it are left alone.
	IF add_columns THEN
		FOR part IN
			SELECT k.oid::regclass AS kept, k.relname, c.conname AS name,
				format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.oid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS command
			FROM pg_class k
			JOIN pg_class r ON r.relname = k.relname AND r.relnamespace = template AND r.relkind = 'r'
			JOIN pg_constraint c ON c.conrelid = r.oid AND c.contype IN ('p', 'u', 'c', 'x')
			WHERE k.relnamespace = ws AND k.relkind = 'r' AND k.relname <> ALL (kept)
				AND NOT EXISTS (SELECT FROM pg_constraint o WHERE o.conrelid = k.oid
					AND (o.conname = c.conname OR pg_get_constraintdef(o.oid) = pg_get_constraintdef(c.oid)))
			UNION ALL
			SELECT k.oid::regclass, k.relname, n.relname,
				format('CREATE %s INDEX ON %s%s', CASE WHEN i.indisunique THEN 'UNIQUE' END, k.oid::regclass,
					substring(pg_get_indexdef(n.oid) FROM ' USING .*'))
			FROM pg_class k
			JOIN pg_class r ON r.relname = k.relname AND r.relnamespace = template AND r.relkind = 'r'
			JOIN pg_index i ON i.indrelid = r.oid
			JOIN pg_class n ON n.oid = i.indexrelid
			WHERE k.relnamespace = ws AND k.relkind = 'r' AND k.relname <> ALL (kept)
				AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = n.oid)
				AND NOT EXISTS (SELECT FROM pg_index o WHERE o.indrelid = k.oid AND o.indisunique = i.indisunique
					AND substring(pg_get_indexdef(o.indexrelid) FROM ' USING .*') = substring(pg_get_indexdef(n.oid) FROM ' USING .*'))
			ORDER BY 2, 3
		LOOP
			EXECUTE part.command;
			RETURN QUERY SELECT CASE WHEN part.command LIKE 'CREATE%' THEN 'add index' ELSE 'add constraint' END,
				part.relname::text, part.name::text;
		END LOOP;
	END IF;

	FOR part IN
		SELECT r.oid::regclass AS relation, r.relname,
			EXISTS (SELECT FROM pg_class k WHERE k.relname = r.relname AND k.relnamespace = ws) AS is_there
		FROM pg_class r
		WHERE r.relnamespace = template AND r.relkind = 'r'
		ORDER BY r.oid
	LOOP
		IF part.is_there THEN
			EXECUTE format('DROP TABLE %s CASCADE', part.relation);
		ELSE
			EXECUTE format('ALTER TABLE %s SET SCHEMA %s', part.relation, ws);
			kept := array_remove(kept, part.relname);
			RETURN QUERY SELECT 'create table', part.relname::text, NULL::text;
		END IF;
	END LOOP;
	EXECUTE format('DROP SCHEMA %I', template_name);

	PERFORM set_config('search_path', format('pg_catalog, %s, pg_temp', ws), true);
	FOR part IN
		SELECT key ->> 0 AS relation, key ->> 1 AS name, key ->> 2 AS definition,
			(key ->> 3)::boolean AS is_lacking, key ->> 4 AS kept
		FROM jsonb_array_elements(foreign_keys) key
	LOOP
		BEGIN
			EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', part.relation, part.name, part.definition);
			IF part.is_lacking THEN
				RETURN QUERY SELECT 'add constraint', part.relation, part.name;
			END IF;
		EXCEPTION WHEN wrong_object_type OR invalid_foreign_key OR datatype_mismatch THEN
			IF NOT part.is_lacking THEN
				RETURN QUERY SELECT 'no foreign key', part.relation, part.name || ': ' || part.kept || ' has no key';
			END IF;
		END;
	END LOOP;

	-- rows that the functions need; a view in their place is its owner's affair
	IF EXISTS (SELECT FROM pg_class k WHERE k.relnamespace = ws AND k.relname = 'rule' AND k.relkind IN ('r', 'p')) THEN
		RETURN QUERY
		WITH added AS (
			INSERT INTO rule (code, stage, parameters, job_family_id, employee_kind, unit_id, period, description, legal_basis)
			SELECT n.* FROM @extschema@.national_rules_since(present) n
			-- one that the agency has put in itself is not doubled
			WHERE NOT EXISTS (SELECT FROM rule r WHERE r.code = n.code AND r.stage = n.stage AND r.period && n.period
				AND r.employee_kind IS NOT DISTINCT FROM n.employee_kind)
			RETURNING code)
		SELECT 'add rule', 'rule', a.code FROM added a ORDER BY a.code;
	END IF;
	IF EXISTS (SELECT FROM pg_class k WHERE k.relnamespace = ws AND k.relname = 'setting' AND k.relkind IN ('r', 'p')) THEN
		RETURN QUERY
		WITH added AS (
			INSERT INTO setting (name, value, unit, description)
			SELECT d.* FROM @extschema@.default_settings() d
			UNION ALL
			SELECT 'workspace_version', @extschema@.workspace_version()::text, NULL, 'Versi ruang kerja; diubah oleh upgrade_workspace'
			UNION ALL
			SELECT 'kept_relations', '{}', NULL, 'Tabel dan view yang bukan buatan ruang kerja: upgrade_workspace tidak menambahkan kunci padanya'
			ON CONFLICT (name) DO NOTHING
			RETURNING name)
		SELECT 'add setting', 'setting', a.name FROM added a ORDER BY a.name;
		UPDATE setting SET value = kept::text WHERE name = 'kept_relations' AND value <> kept::text;
	END IF;
END
$body$;

COMMENT ON FUNCTION complete_workspace(regnamespace, boolean) IS
'Gives a schema what it lacks of a workspace and returns what it did. Part of create_workspace and upgrade_workspace.';

-- By name, since one that is being made is not there yet for others.
CREATE FUNCTION lock_workspace(name text)
RETURNS void LANGUAGE sql
RETURN pg_advisory_xact_lock(hashtextextended('asn_mutasi.workspace ' || name, 0));

COMMENT ON FUNCTION lock_workspace(text) IS
'Waits until nobody else makes or upgrades the workspace of that name, and keeps others from it until the end of the transaction.';

CREATE FUNCTION create_workspace(name text)
RETURNS regnamespace LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
	ws regnamespace;
	note record;
BEGIN
	IF create_workspace.name IS NULL THEN
		RAISE null_value_not_allowed USING
			MESSAGE = 'argument "name" is NULL',
			HINT = 'Give the name of the schema that is to become a workspace.';
	END IF;
	IF create_workspace.name ~ '^pg_' OR create_workspace.name IN ('information_schema', '@extschema@') THEN
		RAISE reserved_name USING
			MESSAGE = format('schema "%s" cannot be a workspace', create_workspace.name),
			DETAIL = 'It belongs to PostgreSQL or to asn_mutasi.',
			HINT = 'Choose another name.';
	END IF;
	PERFORM @extschema@.lock_workspace(create_workspace.name);
	IF NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = create_workspace.name) THEN
		EXECUTE format('CREATE SCHEMA %I', create_workspace.name);
		EXECUTE format('COMMENT ON SCHEMA %I IS %L', create_workspace.name, 'Ruang kerja asn_mutasi');
	END IF;
	ws := quote_ident(create_workspace.name)::regnamespace;
	FOR note IN
		SELECT * FROM @extschema@.complete_workspace(ws, false) WHERE action = 'no foreign key'
	LOOP
		RAISE NOTICE 'no foreign key %', note.detail;
	END LOOP;
	RETURN ws;
END
$body$;

COMMENT ON FUNCTION create_workspace(text) IS
'Makes a workspace: a schema with the tables, national rules and default settings that planning works on, all owned by the caller. Returns the schema.

The schema may exist. A table or view there that has the name of one of the workspace''s is kept if it has all its columns, by name and with types that are equal or convert implicitly; foreign keys to it are made where it has a primary key, otherwise a NOTICE says which are not. Relations that lack something are refused, all together, and nothing is changed. Called again it changes nothing.

Needs CREATE on the database. Nothing in a workspace depends on the extension: DROP EXTENSION ... CASCADE leaves every table and row, and pg_dump takes all of it.
Errors: 22004 name is NULL; 42939 a reserved name; 42P16 relations that are not those of a workspace, listed in the detail.';

CREATE FUNCTION upgrade_workspace(ws regnamespace)
RETURNS TABLE (action text, relation text, detail text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
	present int;
	state text;
	problem text;
	details text;
BEGIN
	IF ws IS NULL THEN
		RAISE null_value_not_allowed USING
			MESSAGE = 'argument "ws" is NULL',
			HINT = 'Give the schema of a workspace.';
	END IF;
	PERFORM @extschema@.lock_workspace(n.nspname) FROM pg_namespace n WHERE n.oid = ws;
	IF to_regclass(format('%s.setting', ws)) IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('schema %s is no workspace', ws),
			DETAIL = 'It has no table "setting".',
			HINT = 'create_workspace makes one of it.';
	END IF;
	EXECUTE format('SELECT max(value)::int FROM %s.setting WHERE name = ''workspace_version''', ws) INTO present;
	IF present > @extschema@.workspace_version() THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('workspace %s is of version %s', ws, present),
			DETAIL = format('This release of asn_mutasi knows versions up to %s.', @extschema@.workspace_version()),
			HINT = 'Update the extension: ALTER EXTENSION asn_mutasi UPDATE.';
	END IF;
	BEGIN
		RETURN QUERY SELECT * FROM @extschema@.complete_workspace(ws, true);
	EXCEPTION WHEN integrity_constraint_violation THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, problem = MESSAGE_TEXT, details = PG_EXCEPTION_DETAIL;
		RAISE EXCEPTION USING ERRCODE = state, MESSAGE = problem, DETAIL = details,
			HINT = 'Nothing was changed.  validate shows the rows that a key or check would refuse: correct them, or name the table in setting kept_relations to leave it without.';
	END;
	IF present < @extschema@.workspace_version() THEN
		EXECUTE format('UPDATE %s.setting SET value = %L WHERE name = ''workspace_version''', ws, @extschema@.workspace_version());
	END IF;
END
$body$;

COMMENT ON FUNCTION upgrade_workspace(regnamespace) IS
'Brings a workspace of an older release up to date: missing tables, columns, constraints, indexes, settings (by name) and the national rules of later releases are added, one row of the result for each; rows and values that are there stay. A rule that the agency deleted stays deleted, and none is added where the workspace has a row of that code and stage for the same kind of employee in a period that overlaps. Relations named in the setting kept_relations, those that the workspace found when it was made, get missing columns only. No row: nothing was missing.

Errors: 22004 ws is NULL; 55000 the schema is no workspace, or one of a newer release; 42P16 a kept view lacks columns; class 23 rows that a missing key or check would refuse. After an error nothing is changed.';
