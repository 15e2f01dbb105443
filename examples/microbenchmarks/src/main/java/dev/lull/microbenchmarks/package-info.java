/** What each way of watching costs, measured with JMH. */
@NullMarked
package dev.lull.microbenchmarks;

import org.jspecify.annotations.NullMarked;
