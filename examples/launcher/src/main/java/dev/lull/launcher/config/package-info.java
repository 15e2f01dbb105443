/**
 * The file of {@code --config}: what is written where, and every problem of it. Knows no command line: which options there
 * are it is told, and what their values mean it leaves to those who know.
 */
@NullMarked
package dev.lull.launcher.config;

import org.jspecify.annotations.NullMarked;
