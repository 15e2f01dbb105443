/** COMMAND in a run: it is started, ended, put to sleep and woken here, and each step of its life is told. */
@NullMarked
package dev.lull.launcher.command;

import org.jspecify.annotations.NullMarked;
