"""What more than one adapter needs: it knows no technology of theirs and imports none of them."""
