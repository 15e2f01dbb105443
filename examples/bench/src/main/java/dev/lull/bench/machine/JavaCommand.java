package dev.lull.bench.machine;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts other programs of the class path that this JVM has. */
public final class JavaCommand {

    /** For load and service: a small young collector, room for buffers, no files in the temporary directory. */
    private static final List<String> ENDS_OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=256m", "-XX:-UsePerfData");

    /** What ./lull gives to Lull; used where this JVM was started without any options of its own. */
    private static final List<String> LULL_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-XX:-UsePerfData",
            "-Xss512k",
            "-Xms8m",
            "-Xmx96m",
            "--enable-native-access=ALL-UNNAMED");

    private JavaCommand() {}

    /** One end of the measured connections. */
    public static List<String> end(Class<?> main, String... arguments) {
        return command(ENDS_OPTIONS, main.getName(), List.of(arguments));
    }

    /** Lull, with the options that this JVM was started with: those of ./lull, if that started it. */
    public static List<String> lull(String main, List<String> arguments) {
        return command(lullOptions(), main, arguments);
    }

    public static List<String> lullOptions() {
        List<String> own = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("--enable-native-access"))
                .toList();
        return own.stream().anyMatch(option -> option.startsWith("-Xmx")) ? own : LULL_OPTIONS;
    }

    private static List<String> command(List<String> options, String main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        command.addAll(arguments);
        return command;
    }
}
