-- Candidates: who may go where by the records of a workspace, and what it costs.

-- Costs are in units of imbalance: taking one person from a post 20 % over its
-- need to one 20 % under gains about 0.8.
CREATE FUNCTION default_settings()
RETURNS TABLE (name text, value text, unit text, description text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 12
SET search_path = pg_catalog, pg_temp
AS $body$
	VALUES
	('language', 'indonesian', NULL, 'Bahasa alasan mutasi: indonesian atau english'),
	('move_cost', '0.4', 'ketimpangan', 'Biaya tiap mutasi: 0,4 meminta beda pemenuhan sekitar 20 poin persen'),
	('nearest_posts', '40', 'formasi', 'Paling banyak formasi terdekat yang diperiksa untuk tiap pegawai'),
	('way_weight', '0.01', 'ketimpangan per km', 'Bobot perubahan jarak rumah ke tempat kerja'),
	('learning_weight', '0.01', 'ketimpangan per hari', 'Bobot hari belajar kompetensi yang belum dimiliki'),
	('preference_weight', '0.3', 'ketimpangan', 'Bobot keinginan pegawai: dikurangkan bila diinginkan'),
	('resistance_weight', '0.2', 'ketimpangan', 'Biaya bila sosialisasi terakhir ditolak; separuh negatifnya bila disambut'),
	('rotation_weight', '0.1', 'ketimpangan', 'Keringanan bila masa tugas sudah melewati batas rotasi'),
	('disruption_weight', '0.2', 'ketimpangan', 'Biaya gangguan pada formasi yang dilepas: bagian pegawainya yang pergi')
$body$;

COMMENT ON FUNCTION default_settings() IS
'The settings that create_workspace puts into the table setting: weights of the cost of a transfer, in units of imbalance, and parameters.';
