package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnixSignalTest {

    @ParameterizedTest
    @CsvSource({
        "TERM, TERM, 15",
        "SIGINT, INT, 2",
        "sigquit, QUIT, 3",
        "2, INT, 2",
        "winch, WINCH, 28",
        "RTMIN, RTMIN+0, 34",
        "SIGRTMIN+3, RTMIN+3, 37",
        "37, RTMIN+3, 37",
        "64, RTMIN+30, 64"
    })
    void isNamedWithSigOrWithoutOrByItsNumber(String text, String name, int number) {
        assertThat(UnixSignal.parse(text)).isEqualTo(new UnixSignal(name, number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIG", "BANANA", "0", "32", "33", "65", "-2", "RTMIN+31", "15 ", "RTMIN-1"})
    void isOneThatThereIs(String text) {
        assertThatThrownBy(() -> UnixSignal.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" is not a signal, expected one of HUP, INT, QUIT, ")
                .hasMessageEndingWith(", SYS, RTMIN to RTMIN+30, or its number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "9", "SIGSTOP"})
    void isOneThatCanBeHandled(String text) {
        assertThatThrownBy(() -> UnixSignal.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" cannot be handled by COMMAND");
    }

    @Test
    void isThatOfTheMachine() {
        assertThat(UnixSignal.parse("TERM")).isEqualTo(UnixSignal.TERM);
    }
}
