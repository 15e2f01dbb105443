/** The two ends of every measured connection: a service and its clients, in plain Java NIO. */
@NullMarked
package dev.lull.bench.load;

import org.jspecify.annotations.NullMarked;
