"""What every route uses: bodies, queries, topics, answers, errors, shapes and sockets; knows no subject."""
