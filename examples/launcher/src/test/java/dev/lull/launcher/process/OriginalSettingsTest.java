package dev.lull.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.launcher.process.OriginalSettings.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OriginalSettingsTest {

    private static final Optional<Limits> RAISED = Optional.of(new Limits("20000", "20000"));

    @Test
    void readsTheLimitOfOpenFiles() {
        assertThat(
                        OriginalSettings.limits(
                                """
                        Limit                     Soft Limit           Hard Limit           Units
                        Max processes             127235               127235               processes
                        Max open files            256                  20000                files
                        """))
                .contains(new Limits("256", "20000"));
        assertThat(OriginalSettings.limits("")).isEmpty();
    }

    @Test
    void takesTheParentsSoftLimitForTheOneThatTheJvmRaised() {
        assertThat(OriginalSettings.inherited(Optional.of(new Limits("256", "20000")), RAISED))
                .hasValue(256);
        assertThat(OriginalSettings.inherited(Optional.of(new Limits("unlimited", "20000")), RAISED))
                .hasValue(-1);
    }

    @Test
    void takesNoLimitFromAParentWithAnotherHardLimit() {
        assertThat(OriginalSettings.inherited(Optional.of(new Limits("256", "1048576")), RAISED))
                .isEmpty();
        assertThat(OriginalSettings.inherited(Optional.empty(), RAISED)).isEmpty();
    }

    @Test
    void leavesALimitThatTheJvmDidNotRaise() {
        Optional<Limits> own = Optional.of(new Limits("128", "20000"));
        assertThat(OriginalSettings.inherited(Optional.of(new Limits("256", "20000")), own))
                .isEmpty();
    }

    @Test
    void putsTheLocaleBackAsItWas() {
        Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "C.UTF-8"));
        new OriginalSettings(Optional.empty(), OptionalLong.empty()).restoreLocale(environment);
        assertThat(environment).containsEntry("LC_ALL", "C.UTF-8");
        new OriginalSettings(Optional.of("C"), OptionalLong.empty()).restoreLocale(environment);
        assertThat(environment).containsEntry("LC_ALL", "C");
        new OriginalSettings(Optional.of(""), OptionalLong.empty()).restoreLocale(environment);
        assertThat(environment).isEmpty();
    }

    @Test
    void limitsAShellsLine() {
        assertThat(new OriginalSettings(Optional.empty(), OptionalLong.of(256)).withOpenFileLimit("halt"))
                .isEqualTo("ulimit -S -n 256\nhalt");
        assertThat(new OriginalSettings(Optional.empty(), OptionalLong.of(-1)).withOpenFileLimit("halt"))
                .isEqualTo("halt");
    }
}
