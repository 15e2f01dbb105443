/** What a figure is, where it is drawn and how it grows, and that it could not be measured. Knows no other package. */
@NullMarked
package dev.lull.bench.model;

import org.jspecify.annotations.NullMarked;
