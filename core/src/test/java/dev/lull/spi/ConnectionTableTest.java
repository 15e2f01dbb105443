package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class ConnectionTableTest {

    private static final ScriptedSource ROWS = new ScriptedSource();

    private static TrackedConnection connection(long key, long look) {
        return new TrackedConnection(ROWS.open(key), look, 0, 0);
    }

    @Property(tries = 300)
    void holdsWhatAHashMapHolds(@ForAll("looks") List<Set<Long>> looks) {
        ConnectionTable table = new ConnectionTable();
        Map<Long, TrackedConnection> model = new HashMap<>();
        long number = 0;
        for (Set<Long> look : looks) {
            number++;
            for (long key : look) {
                TrackedConnection known = table.get(key);
                assertThat(known).isSameAs(model.get(key));
                if (known != null) {
                    known.seenInLook = number;
                }
            }
            Set<Long> removed = new HashSet<>();
            table.removeNotSeenIn(number, connection -> {
                assertThat(removed.add(connection.key)).isTrue();
                assertThat(table.size()).as("the count after each").isEqualTo(model.size() - removed.size());
            });
            Set<Long> expected = new HashSet<>(model.keySet());
            expected.removeAll(look);
            assertThat(removed).isEqualTo(expected);
            model.keySet().retainAll(look);
            for (long key : look) {
                if (!model.containsKey(key)) {
                    TrackedConnection connection = connection(key, number);
                    table.add(connection);
                    model.put(key, connection);
                }
            }
            assertThat(table.size()).isEqualTo(model.size());
            List<TrackedConnection> all = new ArrayList<>();
            table.forEach(all::add);
            assertThat(all).containsExactlyInAnyOrderElementsOf(model.values());
        }
    }

    /** Consecutive like cookies, at the edges, and equal in the bits that choose the slot. */
    @Provide
    Arbitrary<List<Set<Long>>> looks() {
        Arbitrary<Long> keys = Arbitraries.oneOf(
                Arbitraries.longs().between(-40, 40),
                Arbitraries.longs().between(0, 60).map(ConnectionTableTest::colliding),
                Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE));
        return keys.set().ofMaxSize(150).list().ofMaxSize(6);
    }

    /** The inverse of the table's multiplication: all these have their home in the same slot. */
    private static long colliding(long n) {
        long multiplier = 0x9E3779B97F4A7C15L;
        long inverse = multiplier;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - multiplier * inverse;
        }
        return n * inverse; // times the multiplier it is n again, whose upper bits are all zero
    }

    @Test
    void findsEachOfManyThatWantTheSameSlot() {
        ConnectionTable table = new ConnectionTable();
        for (int n = 0; n < 2_000; n++) {
            table.add(connection(colliding(n), 1));
        }
        for (int n = 0; n < 2_000; n++) {
            assertThat(table.get(colliding(n))).isNotNull();
        }
        assertThat(table.get(colliding(2_000))).isNull();
    }

    @Test
    void shrinksAfterARush() {
        ConnectionTable table = new ConnectionTable();
        for (int key = 0; key < 100_000; key++) {
            table.add(connection(key, key < 10 ? 2 : 1));
        }
        int large = table.slots();
        table.removeNotSeenIn(2, connection -> {});
        assertThat(table.size()).isEqualTo(10);
        assertThat(table.slots()).isLessThan(large / 1_000);
        assertThat(table.get(9)).isNotNull();
        assertThat(table.get(10)).isNull();
    }
}
