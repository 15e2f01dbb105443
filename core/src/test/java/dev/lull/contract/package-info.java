/**
 * What every strategy must do, as tests over real sockets, and what tests of strategies, and of programs that use
 * Lull, need: published as {@code lull-test}, which names those of these classes that are in it.
 */
@NullMarked
package dev.lull.contract;

import org.jspecify.annotations.NullMarked;
