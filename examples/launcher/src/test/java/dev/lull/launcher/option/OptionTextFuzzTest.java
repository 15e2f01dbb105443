package dev.lull.launcher.option;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Many thousand texts, each one number's, which a failure names; {@link LongFuzzTest} tries millions. */
class OptionTextFuzzTest {

    private static final int INPUTS = 30_000;

    /** Right ones, and such that nearly are. */
    private static final List<String> TEXTS = List.of(
            "22",
            "65536",
            "+7",
            "127.0.0.1:22",
            "[::1]:2222",
            "[fe80::1%lo]:22",
            "[::ffff:10.0.0.1]:80",
            "[1::2::3]:1",
            "db.example:5432",
            "500ms",
            "90s",
            "1h30m",
            "PT5M",
            "P1DT-1S",
            "9223372036854775807d",
            "-5s",
            "1KB/10s",
            "4KiB/1m",
            "0/1s",
            "99999999999GiB/1s",
            "10.0.0.0/8",
            "2001:db8::/32",
            "::ffff:1.2.3.4/97",
            "1.2.3.4/33",
            "INT",
            "SIGQUIT",
            "RTMIN+3",
            "RTMIN+99",
            "kill",
            "exit",
            "freeze",
            "stop-command",
            "tcp",
            "file:/run/ready",
            "file:\0",
            "http://127.0.0.1:8080/health",
            "http:https://[::1]/",
            "http:%",
            "10/1h",
            "0/1h",
            "accept",
            "v2",
            "splice",
            "");

    private static final String CHARACTERS =
            "0123456789:./[]%-+ \n\0\r\t\"\\smhdPTKkMiBb\u0661\uff11\u2028\u212a\ud83d\udca4";

    @Test
    void anyTextIsTakenOrRefusedWithAReason() {
        for (int seed = 1; seed <= INPUTS; seed++) {
            byte[] input = input(new SplittableRandom(seed));
            try {
                OptionTextFuzz.fuzzerTestOneInput(input);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":root",
                "root:",
                "root:root:root",
                "-",
                "-s",
                "--help",
                "ro\0ot",
                "ro\not",
                "\ud83d\udca4"
            })
    void noStrangeUserIsTaken(String name) {
        assertThatThrownBy(() -> new Converters.User().convert(name))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("of this system, expected NAME or NAME:GROUP");
    }

    static List<byte[]> seedInputs() {
        List<byte[]> seeds = new ArrayList<>();
        for (int kind = 0; kind < OptionTextFuzz.KINDS.size(); kind++) {
            for (String text : TEXTS) {
                seeds.add(input(kind, text));
            }
        }
        return seeds;
    }

    /** One that is nearly right, changed in a few places. */
    private static byte[] input(SplittableRandom random) {
        StringBuilder text = new StringBuilder(TEXTS.get(random.nextInt(TEXTS.size())));
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            char character = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            if (random.nextBoolean() || at == text.length()) {
                text.insert(at, character);
            } else if (random.nextBoolean()) {
                text.setCharAt(at, character);
            } else {
                text.deleteCharAt(at);
            }
        }
        return input(random.nextInt(OptionTextFuzz.KINDS.size()), text.toString());
    }

    private static byte[] input(int kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] input = new byte[1 + bytes.length];
        input[0] = (byte) kind;
        System.arraycopy(bytes, 0, input, 1, bytes.length);
        return input;
    }
}
