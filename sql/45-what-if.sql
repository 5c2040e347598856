-- What if: fewer moves, a person more or less at a post, new people.

CREATE FUNCTION transfer_frontier(
	posts text,
	employees text,
	candidates text,
	move_cost float8 DEFAULT 0)
RETURNS TABLE (moves bigint, imbalance float8, cost float8, move_price float8)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000 ROWS 100;

COMMENT ON FUNCTION transfer_frontier(text, text, text, float8) IS
'The trade-off between the number of transfers and the objective: every corner of the curve, from no transfer to as many as pay.

Arguments as of plan_transfers, without max_moves. Each row is a plan such that no plan of as many transfers, nor any mix of others, is better; the last one is the plan of plan_transfers.
  moves       transfers, new hires not counted
  imbalance   after the plan: sum over posts of (staff - need)^2 / max(need, 1)
  cost        of all transfers, move_cost included; the objective is imbalance + cost
  move_price  what each transfer more than in the row before takes off the objective; NULL in the first row. It falls from row to row

A plan is the best one for every move_cost that is higher than the given one by less than its move_price and by at least that of the row below. Call plan_transfers with a corner''s moves as max_moves to have the plan itself. The whole curve takes a few times as long as that one plan.';

CREATE FUNCTION post_prices(
	posts text,
	employees text,
	candidates text,
	move_cost float8 DEFAULT 0)
RETURNS TABLE (post_id bigint, staff bigint, gain_of_one_more float8, loss_of_one_fewer float8)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 10000 ROWS 1000;

COMMENT ON FUNCTION post_prices(text, text, text, float8) IS
'What one person more or less at each post is worth, when everybody may be planned anew.

Arguments as of plan_transfers, without max_moves. One row for each post, by post_id; amounts in units of imbalance, exact to the millionth.
  staff              before the plan
  gain_of_one_more   how far the objective of the best plan falls when one person more is at the post from the start and stays there, at no cost; below 0 where the post and all within reach have enough
  loss_of_one_fewer  how far it rises when one person of the post, who was to go nowhere, is gone from the start; below 0 where there are too many; NULL where staff is 0
Neither counts towards max_in or max_out. He may stay, or his place stay empty, even where that breaks max_staff or min_staff. It solves once.';

CREATE FUNCTION hire_plan(
	posts text,
	employees text,
	candidates text,
	hires bigint,
	move_cost float8 DEFAULT 0)
RETURNS TABLE (hire bigint, post_id bigint, gain float8)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 10000 ROWS 10;

COMMENT ON FUNCTION hire_plan(text, text, text, bigint, float8) IS
'Where the next new people belong, when everybody else may be planned anew: up to so many, one after the other.

Arguments as of plan_transfers, without max_moves; hires is 0 or more. The first n rows are a best choice of n posts, for every n.
  hire     number of the new person, from 1
  post_id  his post; it may come again, up to max_staff
  gain     how far the objective of the best plan falls by him, after those before; above 0, and never more than in the row before
It ends early when one more gains nothing. People who are to be placed already (employees without a post) are placed as well as by plan_transfers. NULL hires is error 22004, a negative number 22023.';
