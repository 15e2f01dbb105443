/** {@code lull doctor}: which strategies work here, and what decides that. */
@NullMarked
package dev.lull.launcher.doctor;

import org.jspecify.annotations.NullMarked;
