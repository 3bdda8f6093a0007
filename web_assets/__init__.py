"""The page: HTML, CSS and JavaScript, served as they are."""
