package dev.lull.launcher.console;

/**
 * Leads what the libraries log to the console, in its own form, and keeps java.util.logging, which takes time and memory
 * to set up, out of the program. Found by {@link java.util.ServiceLoader}.
 */
public final class ConsoleLoggerFinder extends System.LoggerFinder {

    /** For the service loader. */
    public ConsoleLoggerFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new ConsoleLogger(name, Console.standardError());
    }
}
