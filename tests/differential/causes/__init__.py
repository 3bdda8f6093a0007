"""Takes away what a verdict names as its cause, and looks whether it changes.

A reason that is only a guess survives this in some cluster: the guest still moves or stays for "it", though it is gone.
"""
