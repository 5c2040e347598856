/*
 * nip.c
 *	  What the digits of a NIP (nomor induk pegawai) say.
 *
 * 18 digits.  Civil servants (PNS): birth YYYYMMDD, appointment YYYYMM, sex 1
 * or 2, serial number of 3.  Contract staff (PPPK): birth YYYYMMDD, year of
 * appointment YYYY, number of the contract as 21 for the first to 29, sex,
 * serial number.  Digits 13 and 14 so tell the two kinds apart.  There is no
 * check digit.
 *
 * A NIP that cannot be one is not valid, and everything read from it is NULL:
 * so the functions can stand in CHECK constraints, generated columns and
 * indexes over data as they come.
 */
#include "postgres.h"

#include "compat.h"
#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#define NIP_DIGITS				18
#define FIRST_BIRTH_YEAR		1900
#define FIRST_CONTRACT			21
#define LAST_CONTRACT			29

typedef struct Nip
{
	DateADT		birth_date;
	DateADT		appointed;		/* first day of what is known: month or year */
	bool		contract;		/* PPPK */
	bool		female;
} Nip;

PG_FUNCTION_INFO_V1(nip_is_valid);
PG_FUNCTION_INFO_V1(nip_birth_date);
PG_FUNCTION_INFO_V1(nip_appointed);
PG_FUNCTION_INFO_V1(nip_sex);
PG_FUNCTION_INFO_V1(nip_kind);

static int
number_from(const char *digits, int first, int count)
{
	int			number = 0;

	for (int i = first; i < first + count; i++)
		number = number * 10 + (digits[i] - '0');
	return number;
}

static DateADT
to_date_adt(int year, int month, int day)
{
	return date2j(year, month, day) - POSTGRES_EPOCH_JDATE;
}

/* Takes a NIP apart; false when it cannot be one. */
static bool
read_nip(const text *argument, Nip *nip)
{
	const char *digits = VARDATA_ANY(argument);
	int			birth_year;
	int			birth_month;
	int			birth_day;
	int			year;
	int			month;
	int			sex;

	if (VARSIZE_ANY_EXHDR(argument) != NIP_DIGITS)
		return false;
	for (int i = 0; i < NIP_DIGITS; i++)
		if (digits[i] < '0' || digits[i] > '9')
			return false;

	birth_year = number_from(digits, 0, 4);
	birth_month = number_from(digits, 4, 2);
	birth_day = number_from(digits, 6, 2);
	if (birth_year < FIRST_BIRTH_YEAR ||
		birth_month < 1 || birth_month > MONTHS_PER_YEAR ||
		birth_day < 1 || birth_day > day_tab[isleap(birth_year)][birth_month - 1])
		return false;
	nip->birth_date = to_date_adt(birth_year, birth_month, birth_day);

	year = number_from(digits, 8, 4);
	month = number_from(digits, 12, 2);
	nip->contract = month >= FIRST_CONTRACT && month <= LAST_CONTRACT;
	if (nip->contract)
		month = 1;
	if (year <= birth_year || month < 1 || month > MONTHS_PER_YEAR)
		return false;
	nip->appointed = to_date_adt(year, month, 1);

	sex = number_from(digits, 14, 1);
	if (sex != 1 && sex != 2)
		return false;
	nip->female = sex == 2;
	return true;
}

Datum
nip_is_valid(PG_FUNCTION_ARGS)
{
	Nip			nip;

	PG_RETURN_BOOL(read_nip(PG_GETARG_TEXT_PP(0), &nip));
}

Datum
nip_birth_date(PG_FUNCTION_ARGS)
{
	Nip			nip;

	if (!read_nip(PG_GETARG_TEXT_PP(0), &nip))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(nip.birth_date);
}

/* Of PPPK only the year is known: its first of January. */
Datum
nip_appointed(PG_FUNCTION_ARGS)
{
	Nip			nip;

	if (!read_nip(PG_GETARG_TEXT_PP(0), &nip))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(nip.appointed);
}

Datum
nip_sex(PG_FUNCTION_ARGS)
{
	Nip			nip;

	if (!read_nip(PG_GETARG_TEXT_PP(0), &nip))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(nip.female ? "female" : "male"));
}

Datum
nip_kind(PG_FUNCTION_ARGS)
{
	Nip			nip;

	if (!read_nip(PG_GETARG_TEXT_PP(0), &nip))
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(nip.contract ? "PPPK" : "PNS"));
}
