"""HTTP: the outer ring. Reads the request, calls one service, presents the answer."""
