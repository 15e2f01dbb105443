package dev.lull.hold;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds while somebody has an inhibitor lock of systemd-logind in mode "block". */
record InhibitorProbe(List<String> what) implements HoldProbe {

    /** ListInhibitors of org.freedesktop.login1(5): what, who, why, mode, user id, process id. */
    private static final String SIGNATURE = "a(ssssuu)";

    private static final int FIELDS = 6;
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    /**
     * A lock.
     *
     * @param mode block, delay, or block-weak from systemd 257 on
     */
    record Lock(String what, String who, String why, String mode) {}

    InhibitorProbe {
        if (what.isEmpty()) {
            throw new IllegalArgumentException("what: none, expected at least one, such as idle");
        }
    }

    @Override
    public Finding look() throws IOException, InterruptedException {
        ShortProgram.Result locks = ShortProgram.run(List.of(
                "busctl",
                "--system",
                "--timeout=3",
                "call",
                "org.freedesktop.login1",
                "/org/freedesktop/login1",
                "org.freedesktop.login1.Manager",
                "ListInhibitors"));
        if (locks.exitCode() != 0) {
            return Finding.unknown("systemd-logind does not answer: " + locks.firstLine());
        }
        return judge(parse(locks.output()));
    }

    Finding judge(List<Lock> locks) {
        Optional<Lock> found = locks.stream()
                .filter(lock -> lock.mode().startsWith("block"))
                .filter(lock -> Arrays.stream(lock.what().split(":")).anyMatch(what::contains))
                .findFirst();
        return found.map(lock -> Finding.held(lock.who() + " inhibits " + lock.what() + ": " + lock.why()))
                .orElseGet(() -> Finding.free("nobody inhibits " + String.join(", ", what)));
    }

    /**
     * Takes apart what {@code busctl call} prints: the signature, how many, then field after field.
     *
     * @throws IOException if it is something else
     */
    static List<Lock> parse(String output) throws IOException {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(output);
        while (matcher.find()) {
            String quoted = matcher.group(1);
            words.add(quoted == null ? matcher.group(2) : quoted.replaceAll("\\\\(.)", "$1"));
        }
        if (words.size() < 2
                || !words.get(0).equals(SIGNATURE)
                || !String.valueOf((words.size() - 2) / FIELDS).equals(words.get(1))
                || (words.size() - 2) % FIELDS != 0) {
            throw new IOException("busctl answered something else than locks: "
                    + output.lines().findFirst().orElse("nothing"));
        }
        List<Lock> locks = new ArrayList<>();
        for (int i = 2; i < words.size(); i += FIELDS) {
            locks.add(new Lock(words.get(i), words.get(i + 1), words.get(i + 2), words.get(i + 3)));
        }
        return locks;
    }
}
