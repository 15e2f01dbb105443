package dev.lull.bench;

import java.util.Optional;

/** Nothing in between: the limit. */
final class DirectContestant implements Contestant {

    @Override
    public String name() {
        return Results.DIRECT;
    }

    @Override
    public Standing.Kind kind() {
        return Standing.Kind.DIRECT;
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
        return Optional.of(ProbeMain.ACCEPT);
    }

    @Override
    public Running start(Place place) {
        return new Running(place.servicePort(), Optional.empty(), 0);
    }
}
