"""What limits that span jobs cost: how they are set, the cost over a limit, the price of one."""
