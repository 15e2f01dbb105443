package dev.lull.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lull.internal.linux.ProcessStat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The program, in a JVM of its own, from the class path of the tests. Ends it and what it started when closed. */
public final class LauncherProcess implements AutoCloseable {

    /** For anything to happen; generous, because other builds may share the machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;

    private LauncherProcess(Process process) {
        this.process = process;
        this.readers = List.of(read(process.getInputStream(), out), read(process.getErrorStream(), err));
    }

    public static LauncherProcess start(String... arguments) {
        return start(List.of(), arguments);
    }

    /** Starts it with the strategy "scripted" at hand. */
    public static LauncherProcess scripted(Path connections, String... arguments) {
        return start(List.of("-D" + ScriptedStrategyProvider.PROPERTY + "=" + connections), arguments);
    }

    public static LauncherProcess start(List<String> javaOptions, String... arguments) {
        return through(List.of(), javaOptions, arguments);
    }

    /** Starts it by another program, such as a shell that sets something before it executes what follows. */
    public static LauncherProcess through(List<String> program, List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(commandLine(javaOptions, arguments));
        return of(command);
    }

    /** Starts it by a command line that was made elsewhere. */
    public static LauncherProcess of(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            // Each with control sockets of its own: many of the machine's tests watch the same ports.
            Path runtime = Files.createTempDirectory("lull-runtime");
            runtime.toFile().deleteOnExit();
            runtime.resolve("lull").toFile().deleteOnExit(); // in the reverse order
            runtime.resolve("lull/.lock").toFile().deleteOnExit();
            builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
            return new LauncherProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String> commandLine(List<String> javaOptions, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(ClassArchive.javaOptions());
        command.addAll(javaOptions);
        command.addAll(List.of("-cp", ClassArchive.classPath(), "dev.lull.launcher.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Thread read(InputStream stream, List<String> lines) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException closed) {
                // the process has ended
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Tells whether a process has ended, whenever the first process of this machine takes notice of it. */
    public static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive()
                || ProcessStat.of(process.pid()).filter(ProcessStat::hasEnded).isPresent();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public List<String> out() {
        return out;
    }

    public List<String> err() {
        return err;
    }

    /** Waits until a line of the log contains a text. */
    public LauncherProcess awaitLog(String text) {
        await("the log line \"" + text + "\"")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> err.stream().anyMatch(line -> line.contains(text)) || !process.isAlive());
        assertThat(String.join("\n", err)).contains(text);
        return this;
    }

    /** Waits for its end, and for all that it wrote. */
    public int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the program ends; its log: %s", err)
                    .isTrue();
            for (Thread reader : readers) {
                reader.join(5000);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void signal(String name) {
        Shell.run("kill", "-" + name, String.valueOf(process.pid()));
    }

    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
