package dev.lull.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the figures depend on besides the contestants. */
public final class MachineDescription {

    private MachineDescription() {}

    public static Map<String, String> collect() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "processors", Runtime.getRuntime().availableProcessors() + " × " + fact("/proc/cpuinfo", "model name"));
        facts.put("memory", fact("/proc/meminfo", "MemTotal"));
        facts.put(
                "kernel",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        facts.put("congestion control", congestionControl());
        facts.put(
                "network namespace",
                OwnNamespace.isEntered()
                        ? "one of its own"
                        : "the machine's: others' connections are in it too"
                                + OwnNamespace.obstacle()
                                        .map(why -> " (" + why + ")")
                                        .orElse(""));
        facts.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        commit().ifPresent(commit -> facts.put("commit", commit));
        return facts;
    }

    /** That of the source tree which the program is in, if it is in one. */
    private static Optional<String> commit() {
        Path program =
                Path.of(System.getProperty("java.class.path").split(":", 2)[0]).toAbsolutePath();
        Path folder = Files.isDirectory(program)
                ? program
                : Optional.ofNullable(program.getParent()).orElse(program);
        return Programs.firstLine(
                        "git", "-C", folder.toString(), "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
                .filter(line -> line.matches("[0-9a-f]+(-dirty)?"));
    }

    private static String fact(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String congestionControl() {
        try {
            return OwnNamespace.congestionControl();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
