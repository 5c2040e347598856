-- The distance between two places in kilometres, in the current schema.
--
-- Over a city the earth is flat enough: one degree of latitude is 111.2 km, one
-- degree of longitude that times the cosine of the latitude.  Against the great
-- circle this errs by less than one part in a thousand here.
CREATE FUNCTION km(lat_a float8, lng_a float8, lat_b float8, lng_b float8)
RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN 111.2 * sqrt((lat_a - lat_b) ^ 2 +
					((lng_a - lng_b) * cos(radians((lat_a + lat_b) / 2))) ^ 2);
