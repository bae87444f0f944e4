from steepest.verify.cli import main

if __name__ == "__main__":
    main()
