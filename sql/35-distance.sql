-- Distance between two places, and which places are nearest.

CREATE FUNCTION haversine_km(lat1 float8, lon1 float8, lat2 float8, lon2 float8)
RETURNS float8
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;

COMMENT ON FUNCTION haversine_km(float8, float8, float8, float8) IS
'Kilometres between two places as the crow flies, on a sphere of the mean Earth radius, 6371.0088 km.

Latitude (-90 to 90) before longitude (-180 to 180), in decimal degrees; anything else, NaN too, is error 22003. NULL when any argument is NULL. Against the ellipsoid it errs by half a percent at most.
Sources: R. W. Sinnott, Sky and Telescope 68(2) 1984; mean radius R1 of GRS 80: H. Moritz, J. Geodesy 74(1) 2000.';

CREATE FUNCTION nearest_posts(
	post_ids bigint[], post_lats float8[], post_lons float8[], refuses int[],
	home_lats float8[], home_lons float8[], present_posts bigint[],
	people int[], first_posts int[], last_posts int[], bits int[],
	most int)
RETURNS TABLE (person int, post_id bigint, search int, km float8)
AS 'MODULE_PATHNAME'
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100000 ROWS 1000000;

COMMENT ON FUNCTION nearest_posts(bigint[], float8[], float8[], int[], float8[], float8[], bigint[], int[], int[], int[], int[], int) IS
'For each person the nearest posts among those that his searches look at, for many people at once; part of transfer_candidates.

Three kinds of rows come as arrays, numbered from 1:
  posts     post_ids, place in degrees, and bits of what they refuse
  people    home in degrees, and the present post, which is never found; NULL: none
  searches  whose (people), among which posts (from first_posts to last_posts), and with which bits: a post that refuses one of them is left out. No two searches of a person may look at the same post.
A person gets at most most posts from all his searches together. Columns are the number of the person, the post, the number of the search that found it, and the distance as haversine_km gives it. Of equally far posts the lower post_id comes first; an unknown distance (a coordinate is NULL) is NULL and the farthest. Rows come person by person, otherwise in no order. No row when an argument is NULL.
Errors: 2202E arrays that do not fit each other, have NULLs where none may be, or point outside; 22003 degrees out of range; 22023 most is negative.';
