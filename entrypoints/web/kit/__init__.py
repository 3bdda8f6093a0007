"""What every route uses: bodies, queries, answers, errors and sockets; knows no subject."""
