/**
 * What every strategy must do, as tests over real sockets, and what tests of strategies need: published as core's
 * {@code test-jar}.
 */
@NullMarked
package dev.lull.contract;

import org.jspecify.annotations.NullMarked;
