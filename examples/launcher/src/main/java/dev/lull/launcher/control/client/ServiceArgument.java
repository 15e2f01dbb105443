package dev.lull.launcher.control.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The name of a run, which may be left out where there is one. */
final class ServiceArgument {

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "Which run: its name, or the path of its socket. May be left out where one runs.")
    @Nullable
    String name;
}
