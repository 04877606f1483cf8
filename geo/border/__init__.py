"""The border itself: layers, the line and its chainage, segments, and the join of points to them."""
