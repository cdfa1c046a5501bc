"""Groups: what to watch together, by everybody's expected stars and a rule, with debts from evening to evening."""
