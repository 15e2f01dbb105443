/** Tests of the harness. */
@NullMarked
package dev.lull.bench.report;

import org.jspecify.annotations.NullMarked;
