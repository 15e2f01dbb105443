package dev.lull.proxy.ready;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import dev.lull.contract.Require;
import dev.lull.internal.linux.LibC;
import dev.lull.internal.linux.NativeAccessException;
import dev.lull.internal.linux.SystemCalls;
import dev.lull.proxy.relay.Quota;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many pipes a relay takes, and when it gives them back. */
@ExtendWith(LeakCheck.class)
class PipePoolTest {

    private final LibC libC;
    private final ArrayDeque<Runnable> looks = new ArrayDeque<>();

    PipePoolTest() throws NativeAccessException {
        Require.that("linux", System.getProperty("os.name").equals("Linux"), "not Linux");
        libC = SystemCalls.load();
    }

    /** Pages of 4 KiB: the default of Linux is 16384, and 0 is no bound. */
    @ParameterizedTest
    @CsvSource({"16384, 64", "1024, 4", "100, 0", "0, 64", "1000000, 64"})
    void takesAQuarterAtMostOfThePipesThatItsUserMayHave(String userPages, int expected, @TempDir Path folder)
            throws Exception {
        Require.that("pages of 4 KiB", libC.sysconf(30) == 4096, "other pages");
        Path file = Files.writeString(folder.resolve("pipe-user-pages-soft"), userPages + "\n");
        assertThat(PipePool.most(libC, 64, file)).isEqualTo(expected);
    }

    @Test
    void readsTheBoundOfThisMachineWhole() throws Exception {
        Path file = Path.of("/proc/sys/fs/pipe-user-pages-soft");
        Require.that("pipe-user-pages-soft", Files.isReadable(file), "no " + file);
        String pages = Files.readAllLines(file).get(0);
        Require.that("the default bound of pipes", pages.equals("16384"), "it is " + pages);
        assertThat(PipePool.most(libC, 1000)).isEqualTo(64);
    }

    @Test
    void asksForNoMoreThanItIsGivenWhereTheUsersBoundIsUnknown(@TempDir Path folder) {
        assertThat(PipePool.most(libC, 7, folder.resolve("none"))).isEqualTo(7);
    }

    @Test
    void closesAPipeThatNobodyHasNeededForAWhile() {
        try (PipePool pool = pool(new Quota(4))) {
            pool.giveBack(take(pool, () -> {}));
            look();
            assertThat(pool.open()).as("it was used since the last look").isEqualTo(1);
            look();
            assertThat(pool.open()).isZero();
            assertThat(looks).as("nothing to look after").isEmpty();
        }
    }

    @Test
    void keepsAPipeThatIsNeededAgainAndAgain() {
        try (PipePool pool = pool(new Quota(4))) {
            for (int i = 0; i < 5; i++) {
                pool.giveBack(take(pool, () -> {}));
                look();
            }
            assertThat(pool.open()).isEqualTo(1);
        }
    }

    @Test
    void asksBackThePipeOfAReceiverThatTakesNothing() {
        try (PipePool pool = pool(new Quota(4))) {
            List<PooledPipe> asked = new ArrayList<>();
            PooledPipe[] stalled = new PooledPipe[1];
            stalled[0] = take(pool, () -> asked.add(stalled[0]));
            look();
            assertThat(asked).isEmpty();
            look();
            assertThat(asked).containsExactly(stalled[0]);
            pool.giveBack(stalled[0]);
        }
    }

    @Test
    void hasNoMoreThanAllLoopsTogetherMayHave() {
        Quota quota = new Quota(1);
        try (PipePool one = pool(quota);
                PipePool other = pool(quota)) {
            PooledPipe taken = take(one, () -> {});
            assertThat(other.take(() -> {})).isNull();
            one.giveBack(taken);
            look();
            look();
            other.giveBack(take(other, () -> {}));
        }
        assertThat(quota.taken()).isZero();
    }

    private PipePool pool(Quota quota) {
        return new PipePool(libC, quota, (delay, task) -> looks.add(task));
    }

    private static PooledPipe take(PipePool pool, PooledPipe.Holder holder) {
        PooledPipe taken = pool.take(holder);
        if (taken == null) {
            throw new AssertionError("there is none");
        }
        return taken;
    }

    private void look() {
        looks.remove().run();
    }
}
