"""Where the program begins: command line, web, configuration and wiring."""
