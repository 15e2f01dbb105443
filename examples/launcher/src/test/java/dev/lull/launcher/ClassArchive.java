package dev.lull.launcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the JVM makes of the jars that a run needs, kept beside the tests: it takes a quarter off each of some hundred
 * starts. Nothing depends on it, and it is made once for the same jars and the same JDK, in the folder that the property
 * {@code lull.classArchive} names: without it there is none.
 */
final class ClassArchive {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final List<Path> ENTRIES = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();

    /** For one start or the other; then the tests go on without. */
    private static final long PATIENCE_SECONDS = 60;

    private static final List<String> OPTIONS = options();

    private ClassArchive() {}

    /** The class path of the tests, with the jars first: only those can be in the archive. */
    static String classPath() {
        return join(Stream.concat(jars(), ENTRIES.stream().filter(Files::isDirectory)));
    }

    /** What a JVM with this class path and the serial collector is to be started with: nothing where there is no archive. */
    static List<String> javaOptions() {
        return OPTIONS;
    }

    private static Stream<Path> jars() {
        return ENTRIES.stream().filter(Files::isRegularFile);
    }

    private static String join(Stream<Path> entries) {
        return String.join(File.pathSeparator, entries.map(Path::toString).toList());
    }

    private static List<String> options() {
        String folder = System.getProperty("lull.classArchive", "");
        if (folder.isEmpty()) {
            return List.of();
        }
        Path archive = Path.of(folder, "archive-" + Integer.toHexString(fingerprint()) + ".jsa");
        Path lock = archive.resolveSibling("archive.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) { // tests run in several processes
            if (held.isValid() && !Files.exists(archive)) {
                deleteThoseOfOtherJars(Path.of(folder));
                make(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Files.exists(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=error:stderr")
                : List.of();
    }

    private static void deleteThoseOfOtherJars(Path folder) throws IOException {
        try (DirectoryStream<Path> archives = Files.newDirectoryStream(folder, "archive-*.jsa")) {
            for (Path each : archives) {
                Files.delete(each);
            }
        }
    }

    private static int fingerprint() {
        return jars().map(jar -> List.of(
                                        jar, jar.toFile().length(), jar.toFile().lastModified()))
                                .toList()
                                .hashCode()
                        * 31
                + Runtime.version().hashCode();
    }

    /** Of what a run loads, and what its strategies load when they are tried. */
    private static void make(Path archive) throws IOException {
        Path run = archive.resolveSibling("archive-run.classes");
        Path doctor = archive.resolveSibling("archive-doctor.classes");
        Path both = archive.resolveSibling("archive.classes");
        String main = "dev.lull.launcher.Main";
        java(
                "-XX:DumpLoadedClassList=" + run,
                "-D" + ScriptedStrategyProvider.PROPERTY + "=/dev/null",
                "-cp",
                classPath(),
                main,
                "run",
                "--port=22",
                "--strategy=scripted",
                "--idle=50ms",
                "--",
                "true");
        java("-XX:DumpLoadedClassList=" + doctor, "-cp", classPath(), main, "doctor");
        if (Files.exists(run) && Files.exists(doctor)) {
            Files.write(
                    both, Stream.concat(lines(run), lines(doctor)).distinct().toList());
            java(
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + both,
                    "-XX:SharedArchiveFile=" + archive,
                    "-cp",
                    join(jars()));
        }
    }

    private static Stream<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream();
    }

    private static void java(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
