/** What each way of watching costs, measured with JMH. */
@NullMarked
package dev.lull.benchmarks;

import org.jspecify.annotations.NullMarked;
