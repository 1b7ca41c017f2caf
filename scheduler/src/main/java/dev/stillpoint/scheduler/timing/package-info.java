/** Timers for threads that must neither wait for a lock nor for each other. Knows time, knows nothing of threads. */
@NullMarked
package dev.stillpoint.scheduler.timing;

import org.jspecify.annotations.NullMarked;
