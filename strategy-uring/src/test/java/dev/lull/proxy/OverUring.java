package dev.lull.proxy;

import java.util.List;

/** A test of the relay that runs over io_uring. */
interface OverUring extends OverEachPath {

    @Override
    default List<RelayPath> paths() {
        return List.of(UringPath.URING);
    }
}
