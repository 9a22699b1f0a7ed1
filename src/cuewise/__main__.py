"""`python -m cuewise`."""

from cuewise.cli import main

if __name__ == "__main__":
    main()
