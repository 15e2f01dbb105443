/** What is made of the results: a page with charts, JSON, and tables. */
@NullMarked
package dev.lull.bench.report;

import org.jspecify.annotations.NullMarked;
