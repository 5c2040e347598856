-- Transfers: the best set of them, with its proof, and a second opinion.

CREATE TYPE transfer AS (
	chain		int,
	step		int,
	employee_id	bigint,
	from_post	bigint,
	to_post		bigint,
	cost		float8,
	gain		float8
);

COMMENT ON TYPE transfer IS
'One employee goes from one post to another: a step of a chain of transfers that belong together.';
COMMENT ON COLUMN transfer.chain IS
'Number of the chain, from 1, by falling gain per transfer. Applying the first k chains is a legal plan for every k.';
COMMENT ON COLUMN transfer.step IS
'Number of the step within its chain, from 1. Each step leaves the post that the step before it entered; the last may close a ring.';
COMMENT ON COLUMN transfer.employee_id IS
'Who is transferred.';
COMMENT ON COLUMN transfer.from_post IS
'The post left; NULL for a new hire, who is placed for the first time.';
COMMENT ON COLUMN transfer.to_post IS
'The post entered.';
COMMENT ON COLUMN transfer.cost IS
'Cost of the candidate, in units of imbalance, without move_cost. Negative where the employee wants the post.';
COMMENT ON COLUMN transfer.gain IS
'On step 1: what the whole chain, after the chains before it, takes off the objective. NULL on the other steps.';

CREATE FUNCTION plan_transfers(
	posts text,
	employees text,
	candidates text,
	move_cost float8 DEFAULT 0,
	max_moves bigint DEFAULT NULL)
RETURNS SETOF transfer
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 10000 ROWS 1000;

COMMENT ON FUNCTION plan_transfers(text, text, text, float8, bigint) IS
'The best set of transfers, by chain and step, proved optimal before it is returned.

The first three arguments are queries as text; columns are found by name, others are ignored:
  posts       post_id, need [, min_staff, max_staff, max_out, max_in]
  employees   employee_id, post_id (NULL: a new hire to be placed)
  candidates  employee_id, post_id, cost; or employee_id, post_ids, costs: two arrays of one length, a pair for each element
candidates may be NULL: then all lawful pairs count, without being listed, and the plan is proved over all of them. What makes a pair lawful comes from further columns, which may also stand beside listed candidates:
  posts       lat, lon (degrees), job (whole number)
  employees   lat, lon (home) [, base_cost, cost_per_km, max_km, jobs, job_costs]
An employee may go to any post with one of his jobs (an array; without it, the job of his post) at most max_km from home, and it costs base_cost + cost_per_km times the change of the way, as the crow flies, + the cost of the job in job_costs (an array beside jobs). base_cost, cost_per_km and job_costs are 0, and max_km is without limit, when missing or NULL. Who or what has no coordinates is in no pair.
Ids and bounds are whole numbers, need (0 or more) and cost (-1e9 to 1e9) are numbers, of any integer, numeric or floating-point type. A missing or NULL bound is none. A candidate row that names the employee''s own present post is skipped: staying is always allowed and free.
move_cost (0 to 1e9) is added to the cost of every transfer but the placing of a new hire; max_moves allows at most so many transfers, new hires not counted, and NULL as many as pay.

The plan minimises the sum over posts of (staff - need)^2 / max(need, 1) plus the cost of the transfers. The same rows, in any order, give the same plan. The queries run read-only, one after the other, on the snapshot of the calling statement.';

CREATE FUNCTION solve_transfers(
	posts text,
	employees text,
	candidates text,
	move_cost float8 DEFAULT 0,
	max_moves bigint DEFAULT NULL,
	OUT status text,
	OUT posts bigint,
	OUT employees bigint,
	OUT candidates bigint,
	OUT moves bigint,
	OUT imbalance_before float8,
	OUT imbalance_after float8,
	OUT cost float8,
	OUT objective_before float8,
	OUT objective_after float8,
	OUT lower_bound float8,
	OUT read_ms float8,
	OUT solve_ms float8,
	OUT transfers transfer[],
	OUT pairs_not_listed bigint)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 10000;

COMMENT ON FUNCTION solve_transfers(text, text, text, float8, bigint) IS
'The plan of plan_transfers as one row, with its figures and its proof. Arguments as there.

  status            optimal, or feasible where max_moves leaves a gap to lower_bound
  posts, employees, candidates  rows read; of candidates given as arrays, pairs
  moves             transfers, new hires not counted
  imbalance_before, imbalance_after  sum over posts of (staff - need)^2 / max(need, 1)
  cost              of all transfers, move_cost included
  objective_before  imbalance_before: doing nothing costs nothing
  objective_after   imbalance_after + cost
  lower_bound       no legal plan has a lower objective; equal to objective_after when optimal
  read_ms, solve_ms  time to read the rows, and to solve and prove
  transfers         the rows of plan_transfers, in their order; empty when nothing pays
  pairs_not_listed  lawful pairs that are no candidates and that, by the prices of the proof, could improve the plan; 0 proves that none can, alone or with others. NULL when posts or employees have no places

All amounts are exact to the millionth. Call it in FROM: (solve_transfers(...)).* would solve once for each column.';

CREATE FUNCTION missing_pairs(
	posts text,
	employees text,
	candidates text,
	move_cost float8 DEFAULT 0,
	max_moves bigint DEFAULT NULL)
RETURNS TABLE (employee_id bigint, post_id bigint, cost float8)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 10000 ROWS 100000;

COMMENT ON FUNCTION missing_pairs(text, text, text, float8, bigint) IS
'Which lawful pairs to list as well, so that no other one could improve the plan; when none is returned, pairs_not_listed of solve_transfers is 0. Arguments as for plan_transfers, with places and jobs beside the candidates, which must be given.

cost is what the columns of the employees say: base_cost, the way, and the job. Candidates keep the costs they are listed with, whether these say the same or not. So where places and jobs only bound what is lawful and what it costs, judge the pairs returned, list the lawful ones at their true cost, the others at one that no plan would pay, and ask again: when nothing is returned, the plan over the list is the best over all lawful pairs.
The pairs come from column generation: solve, add to each employee up to 128 pairs that the prices want, with those they nearly want, and solve again. Without places there are none. Errors: 22004 also where candidates is NULL; the others are those of plan_transfers.
Source: Ahuja, Magnanti, Orlin, Network Flows (1993), section 17.5.';

CREATE FUNCTION verify_transfers(
	posts text,
	employees text,
	candidates text,
	transfers transfer[],
	move_cost float8 DEFAULT 0,
	max_moves bigint DEFAULT NULL)
RETURNS TABLE (check_name text, ok boolean, detail text)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 10000 ROWS 15;

COMMENT ON FUNCTION verify_transfers(text, text, text, transfer[], float8, bigint) IS
'Checks a set of transfers, wherever it comes from, against the three queries (see plan_transfers): one row for each check, with the figures. It shares no code with the solver.

It checks that every transfer is known, lawful and within the bounds, that chains are what they claim to be, recomputes the objective, and searches for a chain or ring of moves that would improve the plan; with max_moves it computes a lower bound of its own and the gap to it instead. Where candidates is NULL it lists all lawful pairs, 12 bytes each, and looks at every one.
NULL and the empty array are the empty plan. A transfer of unknown employees or posts is a failed check. A NULL element, and a NULL where only from_post (a new hire) and gain (after step 1) may be NULL, is an error.';
