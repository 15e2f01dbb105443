package dev.lull.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lull.contract.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Finding the service: names, addresses and times. */
@ExtendWith(LeakCheck.class)
class DialerTest {

    private static final InetSocketAddress NAMED = InetSocketAddress.createUnresolved("service.test", 22);
    private static final Origin FROM_ANYWHERE = to -> null;
    private static final String BLACK_HOLE = "192.0.2.1";
    private static final String REFUSING = "192.0.2.2";
    private static final String GOOD = "192.0.2.3";

    private final ScriptedLoop loop = new ScriptedLoop(DialerTest::answer);
    private final List<AutoCloseable> opened = new ArrayList<>();

    DialerTest() {
        loop.start();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        loop.close();
    }

    private static ScriptedLoop.Answer answer(InetSocketAddress to) {
        return switch (to.getAddress().getHostAddress()) {
            case BLACK_HOLE -> ScriptedLoop.Answer.SAYS_NOTHING;
            case REFUSING -> ScriptedLoop.Answer.REFUSES;
            default -> ScriptedLoop.Answer.CONNECTS;
        };
    }

    @Test
    void triesEachAddressInTurnThoughOneIsABlackHole() throws Exception {
        Heard heard = dial(resolver(name -> addresses(BLACK_HOLE, REFUSING, GOOD)), Duration.ofSeconds(3));
        heard.await();
        assertThat(heard.reached).isTrue();
        assertThat(loop.dialled)
                .extracting(each -> each.getAddress().getHostAddress())
                .containsExactly(BLACK_HOLE, REFUSING, GOOD);
        assertThat(heard.notYet).as("held meanwhile, so watched").isTrue();
    }

    @Test
    void comesBackToTheFirstAddressWithinTheTime() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        Heard heard = dial(
                resolver(name -> lookUps.incrementAndGet() < 3 ? addresses(REFUSING, REFUSING) : addresses(GOOD)),
                Duration.ofSeconds(20));
        heard.await();
        assertThat(heard.reached).isTrue();
        assertThat(loop.dialled).hasSize(5);
    }

    @Test
    void givesUpInTimeThoughTheResolverDoesNotAnswer() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        opened.add(answers::countDown);
        Heard heard = dial(
                resolver(name -> {
                    Uninterruptibly.await(answers::await);
                    return addresses(GOOD);
                }),
                Duration.ofMillis(300));
        heard.await();
        assertThat(heard.reason()).isEqualTo("its name was not resolved in time");
        assertThat(heard.notYet).as("held, and watched").isTrue();
        answers.countDown();
        assertThat(loop.dialled).isEmpty();
    }

    @Test
    void holdsAClientWhileTheNameResolvesToNothingAndThenSaysSo() throws Exception {
        Heard unknown = dial(
                resolver(name -> {
                    throw new UnknownHostException(name);
                }),
                Duration.ofMillis(300));
        Heard empty = dial(resolver(name -> addresses()), Duration.ofMillis(300));
        unknown.await();
        empty.await();
        assertThat(unknown.reason()).contains("cannot resolve service.test").contains("UnknownHostException");
        assertThat(empty.reason()).contains("cannot resolve service.test").contains("no address");
        assertThat(unknown.notYet).isTrue();
    }

    @Test
    void survivesALookUpThatThrowsWhatItShouldNot() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        Heard heard = dial(
                resolver(name -> {
                    if (lookUps.incrementAndGet() == 1) {
                        throw new IllegalArgumentException("no name at all");
                    }
                    return addresses(GOOD);
                }),
                Duration.ofSeconds(20));
        heard.await();
        assertThat(heard.reached).isTrue();
    }

    @Test
    void asksASlowResolverOnceForAllWhoWait() throws Exception {
        CountDownLatch answers = new CountDownLatch(1);
        opened.add(answers::countDown);
        AtomicInteger lookUps = new AtomicInteger();
        Resolver resolver = resolver(name -> {
            lookUps.incrementAndGet();
            Uninterruptibly.await(answers::await);
            return addresses(GOOD);
        });
        List<Heard> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(dial(resolver, Duration.ofSeconds(20)));
        }
        Heard left = all.get(7);
        left.leave();
        Awaitility.await().until(() -> all.get(49).notYet);
        answers.countDown();
        for (Heard each : all) {
            if (each != left) {
                each.await();
                assertThat(each.reached).isTrue();
            }
        }
        assertThat(lookUps).hasValue(1);
        assertThat(left.reached).isFalse();
        assertThat(loop.dialled).hasSize(49);
    }

    @Test
    void givesUpOnAnAddressThatDoesNotAnswer() throws Exception {
        Heard heard = dial(resolver(name -> addresses(BLACK_HOLE)), Duration.ofMillis(300));
        heard.await();
        assertThat(heard.reason()).contains("connect to").contains(BLACK_HOLE).endsWith("no answer");
        assertThat(loop.dialled).hasSize(1);
    }

    private static boolean isFrontend(InetSocketAddress address) {
        return address.getPort() == 1;
    }

    private static InetAddress[] addresses(String... texts) throws IOException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private Resolver resolver(Resolver.LookUp lookUp) {
        Resolver resolver = new Resolver(NAMED, DialerTest::isFrontend, lookUp);
        opened.add(resolver);
        return resolver;
    }

    private Heard dial(Resolver resolver, Duration timeout) {
        Heard heard = new Heard();
        assertThat(loop.execute(() -> {
                    heard.dialer = new Dialer(loop, resolver, FROM_ANYWHERE, timeout.toNanos(), heard);
                    heard.dialer.begin();
                }))
                .isTrue();
        return heard;
    }

    private final class Heard implements Dialer.Handler {
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean reached;
        private volatile boolean notYet;
        private volatile IOException cause = new IOException("none");
        private volatile Dialer dialer = new Dialer(
                loop,
                new Resolver(NAMED, DialerTest::isFrontend),
                FROM_ANYWHERE,
                1,
                this); // until the loop has made the right one

        @Override
        public void dialled(Transport service) {
            reached = true;
            over.countDown();
        }

        @Override
        public void notYet() {
            notYet = true;
        }

        @Override
        public void gaveUp(IOException lastCause) {
            cause = lastCause;
            over.countDown();
        }

        void leave() throws InterruptedException {
            CountDownLatch left = new CountDownLatch(1);
            assertThat(loop.execute(() -> {
                        dialer.cancel();
                        left.countDown();
                    }))
                    .isTrue();
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }

        void await() throws InterruptedException {
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        }

        String reason() {
            return String.valueOf(cause.getMessage());
        }
    }
}
