"""Where things are: the line, the ports, cells, distance and bearing, side of the line."""
