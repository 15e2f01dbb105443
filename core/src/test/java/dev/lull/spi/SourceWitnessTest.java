package dev.lull.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.Testimony;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SourceWitnessTest {

    private final ScriptedSource source = new ScriptedSource();
    private final SourceWitness witness = new SourceWitness(source);

    private static int seen(Testimony testimony) {
        assertThat(testimony).isInstanceOf(Testimony.Seen.class);
        return ((Testimony.Seen) testimony).open().size();
    }

    @Test
    void seesWhatIsOpenEachTimeItIsAsked() {
        assertThat(seen(witness.testify())).isZero();
        source.open(1);
        source.open(2);
        source.open(2);
        assertThat(seen(witness.testify())).isEqualTo(2);
        source.close(1);
        assertThat(seen(witness.testify())).isEqualTo(1);
        assertThat(witness.description()).isEqualTo("a script");
    }

    @Test
    void saysWhyItCannotLook() {
        source.open(1);
        source.failAfter(1, "gone");
        assertThat(witness.testify()).isEqualTo(new Testimony.Unreadable("gone"));
        source.throwing(new ArithmeticException("a bug"));
        assertThat(witness.testify())
                .isEqualTo(new Testimony.Unreadable("a script threw java.lang.ArithmeticException: a bug"));
        source.recover();
        assertThat(seen(witness.testify())).isEqualTo(1);
    }

    @Test
    void looksTwiceWhereALookMayMissAConnection() {
        AtomicInteger looks = new AtomicInteger();
        ConnectionRow row = source.open(7);
        SourceWitness twice = new SourceWitness(new ConnectionSource() {
            @Override
            public String description() {
                return "one that misses";
            }

            @Override
            public void look(ConnectionSink sink) {
                if (looks.incrementAndGet() == 2) {
                    sink.row(row);
                }
            }

            @Override
            public boolean mayMissConnections() {
                return true;
            }

            @Override
            public void close() {}
        });
        assertThat(seen(twice.testify())).isEqualTo(1);
        assertThat(looks).hasValue(2);
    }

    @Test
    void cannotTellOnceItIsClosed() {
        witness.close();
        witness.close();
        assertThat(source.closes()).isEqualTo(1);
        assertThat(witness.testify()).isEqualTo(new Testimony.Unreadable("a script is closed"));
    }
}
