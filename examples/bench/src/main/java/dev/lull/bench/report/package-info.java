/** The results, and what is made of them: a page with charts, JSON, and tables. */
@NullMarked
package dev.lull.bench.report;

import org.jspecify.annotations.NullMarked;
