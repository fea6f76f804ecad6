"""What a sheet holds: roles of columns, marks, markers, periods, units, proposed with certainty and reason."""
