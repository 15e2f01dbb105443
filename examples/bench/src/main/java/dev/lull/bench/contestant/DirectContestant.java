package dev.lull.bench.contestant;

import java.util.Optional;

/** Nothing in between: the limit. */
public final class DirectContestant implements Contestant {

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public Kind kind() {
        return Kind.DIRECT;
    }

    @Override
    public String description() {
        return "client and service connected directly: the limit";
    }

    @Override
    public Optional<String> absence() {
        return Optional.empty();
    }

    @Override
    public Optional<String> probe() {
        return Optional.of(ACCEPT);
    }

    @Override
    public Running start(StartOptions options) {
        return new Running(options.servicePort(), Optional.empty(), 0);
    }
}
