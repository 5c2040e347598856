-- What a NIP says, and when its holder retires.  C part: src/nip.c.

CREATE FUNCTION nip_is_valid(nip text)
RETURNS boolean LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION nip_is_valid(text) IS
'whether a text can be a NIP of a civil servant (PNS) or of contract staff (PPPK): 18 digits with real dates and a sex';

CREATE FUNCTION nip_birth_date(nip text)
RETURNS date LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION nip_birth_date(text) IS
'birth date in a NIP; NULL when it is not valid';

CREATE FUNCTION nip_appointed(nip text)
RETURNS date LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION nip_appointed(text) IS
'first day of the month of appointment in a NIP, of the year for PPPK, whose NIP has no month; NULL when it is not valid';

CREATE FUNCTION nip_sex(nip text)
RETURNS text LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION nip_sex(text) IS
'sex in a NIP, male or female; NULL when it is not valid';

CREATE FUNCTION nip_kind(nip text)
RETURNS text LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION nip_kind(text) IS
'PNS or PPPK, by digits 13 and 14 of a NIP; NULL when it is not valid';

CREATE FUNCTION retirement_date(birth_date date, retirement_age int)
RETURNS date LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (date_trunc('month', birth_date + make_interval(years => retirement_age)) + interval '1 month')::date;

COMMENT ON FUNCTION retirement_date(date, int) IS
'day on which somebody retires: the first of the month after the one in which he reaches the age';
