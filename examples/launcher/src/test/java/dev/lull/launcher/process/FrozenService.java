package dev.lull.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A program that freezes its COMMAND, as Lull does, to be killed or to end it. */
final class FrozenService {

    static final String FROZEN = "frozen ";

    /** What the program does once its COMMAND was frozen. */
    enum Then {
        WAITS,
        THAWS_AND_FREEZES_WITHOUT_END,
        PASSES_A_SIGNAL_AND_ENDS_IT
    }

    private FrozenService() {}

    /**
     * Starts COMMAND, freezes it, and says so.
     *
     * @param arguments what to do then, how many files in $FOLDER to wait for, and COMMAND
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments).subList(2, arguments.length);
        ParentProcess parent = ParentProcess.adoptingOrphans();
        Termination termination = new Termination(UnixSignal.TERM, Duration.ofSeconds(5));
        Service service = Service.start(
                CommandSettings.of(words), true, termination, parent, new Guard(parent, termination), new NoListener());
        awaitFiles(Path.of(System.getenv("FOLDER")), Integer.parseInt(arguments[1]));
        service.freeze();
        System.out.println(FROZEN + service.wayOfFreezing());
        switch (Then.valueOf(arguments[0])) {
            case WAITS -> new CountDownLatch(1).await();
            case THAWS_AND_FREEZES_WITHOUT_END -> thawAndFreeze(service);
            case PASSES_A_SIGNAL_AND_ENDS_IT -> end(service);
        }
    }

    private static void awaitFiles(Path folder, int count) throws IOException {
        long found = 0;
        while (found < count) {
            try (Stream<Path> files = Files.list(folder)) {
                found = files.count();
            }
        }
    }

    private static void thawAndFreeze(Service service) throws IOException, InterruptedException {
        while (true) {
            service.thaw();
            service.freeze();
        }
    }

    private static void end(Service service) throws IOException, InterruptedException {
        service.pass(UnixSignal.parse("USR1"));
        System.out.println("after a signal " + (service.isFrozen() ? "frozen" : "thawed"));
        service.freeze();
        boolean killed = service.end(false);
        System.out.println("ended with " + service.exitCode() + (killed ? ", killed" : ""));
        System.out.println("freezes again: " + service.freeze());
    }

    /** Hears of nothing that this program has to do. */
    static class NoListener implements Service.Listener {
        @Override
        public void inBackground(int processes) {}

        @Override
        public void endsSlowly(Duration untilKill) {
            System.out.println("ends slowly");
        }

        @Override
        public void ended(int exitCode) {}
    }
}
