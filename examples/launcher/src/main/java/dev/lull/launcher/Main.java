package dev.lull.launcher;

/** Where the program starts and ends. */
public final class Main {

    private Main() {}

    /**
     * Runs the program.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.exit(LullCommand.execute(arguments));
    }
}
