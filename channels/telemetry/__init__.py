"""What an operator sees of the running front desk: metrics, and traces where they are asked for."""
