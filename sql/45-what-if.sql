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

A plan is the best one for every move_cost that is higher than the given one by less than its move_price and by at least that of the row below. Call plan_transfers with a corner''s moves as max_moves to have the plan itself. It solves about twice for each corner.';
