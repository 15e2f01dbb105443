package dev.lull.launcher.console;

import picocli.CommandLine.IVersionProvider;

/** Says what the jar's manifest says. */
public final class ProgramVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"lull " + text()};
    }

    /** Returns the version alone. */
    public static String text() {
        String version = ProgramVersion.class.getPackage().getImplementationVersion();
        return version == null ? "(not from a jar)" : version;
    }
}
