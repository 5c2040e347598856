-- Distance between two places.

CREATE FUNCTION haversine_km(lat1 float8, lon1 float8, lat2 float8, lon2 float8)
RETURNS float8
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION haversine_km(float8, float8, float8, float8) IS
'Kilometres between two places as the crow flies, on a sphere of the mean Earth radius, 6371.0088 km.

Latitude (-90 to 90) before longitude (-180 to 180), in decimal degrees; anything else, NaN too, is error 22003. NULL when any argument is NULL. Against the ellipsoid it errs by half a percent at most.
Sources: R. W. Sinnott, Sky and Telescope 68(2) 1984; mean radius R1 of GRS 80: H. Moritz, J. Geodesy 74(1) 2000.';
