package dev.lull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Plays something again and again until every sequence of choices in it has been made once. */
final class Choices {

    private static final class Point {
        final int options;
        int chosen;

        Point(int options) {
            this.options = options;
        }
    }

    private final List<Point> path = new ArrayList<>();
    private int next;
    private boolean replay;

    private Choices() {}

    /**
     * Plays until there is nothing more to choose, or the game has found what it looks for; that play is
     * {@linkplain #isReplay() repeated}, so that the game need not keep a story of all the others.
     *
     * @param game makes its choices by {@link #choose}, and nothing else differs from one play to the next; false to end
     * @return how many plays there were
     */
    static long playAll(Predicate<Choices> game) {
        Choices choices = new Choices();
        long plays = 0;
        boolean goOn = true;
        while (goOn) {
            choices.next = 0;
            plays++;
            boolean found = !game.test(choices);
            if (found) {
                choices.next = 0;
                choices.replay = true;
                boolean ignored = game.test(choices);
            }
            goOn = !found && choices.advance();
        }
        return plays;
    }

    /** Tells whether this play is the one that was looked for, once more. */
    boolean isReplay() {
        return replay;
    }

    /** Chooses one of some options, from 0 on. */
    int choose(int options) {
        if (next == path.size()) {
            path.add(new Point(options));
        }
        Point point = path.get(next++);
        if (point.options != options) {
            throw new IllegalStateException("the game is not the same each time");
        }
        return point.chosen;
    }

    private boolean advance() {
        while (!path.isEmpty()) {
            Point last = path.get(path.size() - 1);
            if (++last.chosen < last.options) {
                return true;
            }
            path.remove(path.size() - 1);
        }
        return false;
    }
}
