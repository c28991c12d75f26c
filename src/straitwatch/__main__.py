"""Run the command line as `python -m straitwatch`."""

from straitwatch.cli import main

if __name__ == "__main__":
    main()
